using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Tests.Pipeline.Sinks.Recording;

public sealed class DiskThreadTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Operations_are_done_in_their_order_on_one_thread()
    {
        using var disk = new DiskThread();
        List<int> done = [];
        HashSet<int> threads = [];
        var last = Task.CompletedTask;
        for (var number = 0; number < 100; number++)
        {
            var mine = number;
            last = disk.RunAsync(() =>
            {
                done.Add(mine);
                threads.Add(Environment.CurrentManagedThreadId);
            });
        }
        await last.WaitAsync(Patience);
        Assert.Equal(Enumerable.Range(0, 100), done);
        Assert.Single(threads);
    }

    [Fact]
    public async Task A_fault_is_its_askers_and_harms_no_other()
    {
        using var disk = new DiskThread();
        var failing = disk.RunAsync(() => throw new IOException("broken"));
        await disk.RunAsync(() => { }).WaitAsync(Patience);
        Assert.Equal("broken", (await Assert.ThrowsAsync<IOException>(() => failing)).Message);
    }

    [Fact]
    public async Task An_operation_that_hangs_keeps_nobody_waiting_for_the_end()
    {
        using var gate = new ManualResetEventSlim();
        var disk = new DiskThread();
        var (hanging, behind) = (disk.RunAsync(() => gate.Wait()), disk.RunAsync(() => { }));
        disk.Dispose();
        Assert.False(hanging.IsCompleted);
        gate.Set();
        await Task.WhenAll(hanging, behind).WaitAsync(Patience);
    }
}
