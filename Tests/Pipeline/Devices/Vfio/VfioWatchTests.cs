using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

public sealed class VfioWatchTests : IDisposable
{
    readonly SysfsTree tree = new();
    readonly ListedFinder first = new();
    readonly ListedFinder second = new();
    readonly List<VfioChange> told = [];
    readonly VfioWatch watch;

    public VfioWatchTests() => watch = new([first, second], TimeProvider.System, told.Add);

    public void Dispose()
    {
        watch.Dispose();
        tree.Dispose();
    }

    [Fact]
    public void What_is_there_is_told_once()
    {
        var (a, b) = (Device("1", "a"), Device("2", "b"));
        first.Add(a);
        second.Add(b);
        Assert.Equal([Appeared(a), Appeared(b)], Turn());
        Assert.Empty(Turn());
    }

    [Fact]
    public async Task A_fault_of_ours_in_the_search_is_told_once_and_the_search_goes_on()
    {
        var changes = new System.Collections.Concurrent.ConcurrentQueue<VfioChange>();
        using var running = new VfioWatch([first], TimeProvider.System, changes.Enqueue);
        running.Start();
        first.Fault = new InvalidOperationException("a fault of ours");
        var looks = first.Looks;
        await Wait.UntilAsync(() => first.Looks >= looks + 3, TimeSpan.FromSeconds(20), () => $"{first.Looks} looks");
        first.Fault = null;
        first.Add(Device("1", "a"));
        await Wait.UntilAsync(() => changes.Count >= 2, TimeSpan.FromSeconds(20), () => string.Join(", ", changes));
        Assert.Equal([new VfioChange.Failed("a fault of ours")], changes.OfType<VfioChange.Failed>());
        Assert.IsType<VfioChange.Appeared>(changes.Last());
    }

    [Fact]
    public void What_is_gone_is_told_before_what_has_come()
    {
        var (a, b) = (Device("1", "a"), Device("2", "b"));
        first.Add(a);
        Turn();
        first.Remove(a);
        first.Add(b);
        Assert.Equal([Vanished("a", $"{a.Opening.Description} is gone"), Appeared(b)], Turn());
    }

    [Fact]
    public void A_device_that_was_plugged_anew_between_two_turns_vanishes_and_appears()
    {
        var (a, again) = (Device("1", "a", SysfsTree.Uuid), Device("2", "a", SysfsTree.Uuid));
        first.Add(a);
        Turn();
        first.Remove(a);
        first.Add(again);
        Assert.Equal([Vanished("a", $"{a.Opening.Description} was plugged anew"), Appeared(again)], Turn());
    }

    [Fact]
    public void A_device_that_two_find_is_the_earlier_finders()
    {
        var (qemu, sysfs) = (Device("q", "vm", SysfsTree.Uuid, "QEMU's"), Device("s", SysfsTree.Uuid, SysfsTree.Uuid, "the mdev"));
        second.Add(sysfs);
        Assert.Equal([Appeared(sysfs)], Turn());
        first.Add(qemu);
        Assert.Equal([Vanished(SysfsTree.Uuid, "the mdev is had in another way now: QEMU's"), Appeared(qemu)], Turn());
        first.Remove(qemu);
        Assert.Equal([Vanished("vm", "QEMU's is had in another way now: the mdev"), Appeared(sysfs)], Turn());
    }

    [Fact]
    public void Devices_of_which_no_address_is_known_are_not_taken_for_one()
    {
        var (a, b) = (Device("1", "a"), Device("2", "b"));
        first.Add(a);
        first.Add(b);
        Assert.Equal(2, Turn().Count);
    }

    [Fact]
    public void What_is_found_twice_with_one_key_is_one()
    {
        first.Add(Device("1", "a"));
        second.Add(Device("1", "b"));
        Assert.Single(Turn());
    }

    [Fact]
    public void Names_are_unique_and_stay_while_the_device_is_there()
    {
        var (a, b, c) = (Device("1", "vm"), Device("2", "vm"), Device("3", "vm"));
        first.Add(a);
        first.Add(b);
        Assert.Equal([Appeared(a), Appeared(b, "vm-2")], Turn());
        first.Remove(a);
        Assert.Equal("vm", Assert.IsType<VfioChange.Vanished>(Assert.Single(Turn())).Name);
        first.Insert(0, c);
        Assert.Equal([Appeared(c)], Turn());
        first.Add(a);
        Assert.Equal([Appeared(a, "vm-3")], Turn());
        first.Remove(b);
        Assert.Equal("vm-2", Assert.IsType<VfioChange.Vanished>(Assert.Single(Turn())).Name);
    }

    [Fact]
    public void A_name_that_is_given_up_is_free_within_the_same_turn()
    {
        var (a, b) = (Device("1", "vm"), Device("2", "vm"));
        first.Add(a);
        Turn();
        first.Remove(a);
        first.Add(b);
        Assert.Equal(Appeared(b), Turn()[1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_finder_that_can_not_look_keeps_its_devices_and_stops_no_other(bool isForbidden)
    {
        var (a, b) = (Device("1", "a"), Device("2", "b"));
        first.Add(a);
        Turn();
        first.Fault = isForbidden ? new UnauthorizedAccessException() : new IOException();
        second.Add(b);
        Assert.Equal([Appeared(b)], Turn());
        first.Fault = null;
        Assert.Empty(Turn());
        first.Remove(a);
        Assert.Single(Turn());
    }

    [Fact]
    public void Devices_of_sysfs_come_go_and_come_back()
    {
        using var sysfs = new VfioWatch(
            [new SysfsFinder(tree.Roots, new Dictionary<string, string> { [SysfsTree.Uuid] = "vm-17" })], TimeProvider.System, told.Add);
        Assert.Empty(Turn(sysfs));
        tree.AddMdev(SysfsTree.Uuid);
        Assert.Equal("vm-17", Assert.IsType<VfioChange.Appeared>(Assert.Single(Turn(sysfs))).Name);
        Assert.Empty(Turn(sysfs));

        tree.UnlinkMdev(SysfsTree.Uuid);
        Assert.Equal([Vanished("vm-17", $"mdev {SysfsTree.Uuid} is gone")], Turn(sysfs));
        tree.LinkMdev(SysfsTree.Uuid);
        Assert.IsType<VfioChange.Appeared>(Assert.Single(Turn(sysfs)));

        tree.RemoveMdev(SysfsTree.Uuid);
        tree.AddMdev(SysfsTree.Uuid);
        Assert.Collection(
            Turn(sysfs),
            change => Assert.Equal(Vanished("vm-17", $"mdev {SysfsTree.Uuid} was plugged anew"), change),
            change => Assert.IsType<VfioChange.Appeared>(change));
    }

    [Fact]
    public async Task Its_thread_looks_at_the_start_and_when_it_is_told_to_until_the_end()
    {
        var appeared = System.Threading.Channels.Channel.CreateUnbounded<VfioChange>();
        var finder = new ListedFinder();
        finder.Add(Device("1", "a"));
        // Of a clock that stands still no period ends.
        using (var started = new VfioWatch([finder], new FakeTimeProvider(), change => appeared.Writer.TryWrite(change)))
        {
            started.Start();
            Assert.Equal("a", await NameAsync());
            finder.Add(Device("2", "b"));
            started.LookSoon();
            Assert.Equal("b", await NameAsync());
        }
        finder.Add(Device("3", "c"));
        Assert.False(appeared.Reader.TryRead(out _));

        async Task<string> NameAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            return Assert.IsType<VfioChange.Appeared>(await appeared.Reader.ReadAsync(limit.Token)).Name;
        }
    }

    [Fact]
    public async Task Its_thread_looks_by_itself_once_the_period_is_over()
    {
        var looks = new ListedFinder();
        using var started = new VfioWatch([looks], TimeProvider.System, told.Add);
        started.Start();
        await Scanout.Tests.Support.Wait.UntilAsync(() => looks.Looks >= 3, TimeSpan.FromSeconds(30), () => $"{looks.Looks} looks");
    }

    [Fact]
    public void It_may_be_told_to_look_and_be_disposed_at_any_time()
    {
        var unstarted = new VfioWatch([], TimeProvider.System, told.Add);
        unstarted.LookSoon();
        unstarted.Dispose();
        unstarted.LookSoon();
        unstarted.Dispose();
    }

    List<VfioChange> Turn(VfioWatch? of = null)
    {
        told.Clear();
        (of ?? watch).Turn();
        return [.. told];
    }

    static FoundDevice Device(string key, string name, string? address = null, string? description = null) =>
        new(key, name, address, new NamedOpening(description ?? $"device {name}"));

    static VfioChange.Appeared Appeared(FoundDevice device, string? name = null) => new(name ?? device.Name, device.Opening);

    static VfioChange.Vanished Vanished(string name, string reason) => new(name, reason);

    /// <summary>Finds what a test says. Any thread.</summary>
    sealed class ListedFinder : IDeviceFinder
    {
        readonly List<FoundDevice> devices = [];
        int looks;

        public Exception? Fault { get; set; }

        public int Looks => Volatile.Read(ref looks);

        public IReadOnlyList<FoundDevice> Find()
        {
            Interlocked.Increment(ref looks);
            lock (devices)
                return Fault is null ? [.. devices] : throw Fault;
        }

        public void Add(FoundDevice device) => Insert(devices.Count, device);

        public void Insert(int index, FoundDevice device)
        {
            lock (devices)
                devices.Insert(index, device);
        }

        public void Remove(FoundDevice device)
        {
            lock (devices)
                devices.Remove(device);
        }
    }

    sealed class NamedOpening(string description) : IVfioOpening
    {
        public string Description => description;
        public Guid Id => Guid.Empty;
        public bool IsExclusive => true;
        public bool IsEdidForeign => false;
        public VfioHandle Open() => throw new InvalidOperationException("nothing is opened here");
    }
}
