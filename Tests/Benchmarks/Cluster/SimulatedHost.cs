using Scanout.Hosting.Cluster;
using Scanout.Hosting.Cluster.Records;

namespace Scanout.Benchmarks.Cluster;

/// <summary>
/// A host that tells of its displays as the service does, and of which there is nothing else. At each beat a third of the displays have other numbers;
/// what changes seldom changes once an hour for each.
/// </summary>
sealed class SimulatedHost : IAsyncDisposable
{
    const int ChangesPerHour = 1;

    static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(6);

    readonly IClusterStore store;
    readonly HostVoice voice;
    readonly RemoteDisplay[] displays;
    readonly Random random;
    readonly CancellationTokenSource ending = new();
    readonly Task telling;

    public SimulatedHost(IClusterStore store, int number, int displayCount)
    {
        this.store = store;
        random = new Random(number);
        var name = $"host-{number:000}";
        // Its pictures are asked for where nobody listens.
        voice = new HostVoice(name, $"{Guid.NewGuid():n}", "http://127.0.0.1:1", "1.0.0", ClusterKey.None, Silence, TimeProvider.System);
        displays = [.. Enumerable.Range(0, displayCount).Select(i => new RemoteDisplay(
            new DisplayFacts(
                $"vm-{number:000}-{i:00}", $"{Guid.NewGuid()}", $"QEMU {1000 + i}, vfio {Guid.NewGuid()}", 1920, 1080, "XR24", null, "0.0.0.0", 5900 + i,
                "0.0.0.0", 6100 + i, 6200 + i),
            Numbers()))];
        telling = TellAsync();
    }

    /// <summary>Beats that were told.</summary>
    public int Beats { get; private set; }

    /// <summary>Beats that Redis did not take in time.</summary>
    public int Misses { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await telling;
        ending.Dispose();
    }

    async Task TellAsync()
    {
        try
        {
            // Hosts do not all begin at one moment.
            await Task.Delay(Beat * random.NextDouble(), ending.Token);
            using var beats = new PeriodicTimer(Beat);
            do
                await TellOnceAsync();
            while (await beats.WaitForNextTickAsync(ending.Token));
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }

    async Task TellOnceAsync()
    {
        for (var i = 0; i < displays.Length; i++)
        {
            if (random.Next(3) == 0)
                displays[i] = displays[i] with { Numbers = Numbers() };
            if (random.NextDouble() < ChangesPerHour * (Beat / TimeSpan.FromHours(1)))
                displays[i] = displays[i] with { Facts = displays[i].Facts with { Width = 640 + random.Next(3000) } };
        }
        try
        {
            if (await voice.TryTellAsync(store, displays))
                Beats++;
        }
        catch (ClusterStoreException)
        {
            // Two hundred hosts at once on two cores: the next beat tells it.
            Misses++;
        }
    }

    DisplayNumbers Numbers() => new(random.Next(2) == 0 ? "live" : "idle", random.NextDouble() * 60, random.Next(4), random.Next(2) == 0, "lively");
}
