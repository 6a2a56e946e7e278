using System.Collections.Concurrent;
using Scanout.Actors.Displays;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Demo;
using Scanout.Pipeline.Devices.Regions;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Pipeline.Devices.Vfio.Handover;
using Scanout.Pipeline.Devices.Vfio.Qemu;
using Scanout.Pipeline.Devices.Xwd;

namespace Scanout.Hosting;

/// <summary>
/// Tells the displays' actor what is plugged, from wherever <c>scanout.discovery</c> says that displays come. Owned by the <see cref="ActorHost"/>.
/// </summary>
sealed class Discovery(ScanoutSettings settings, IActorRef displays, TimeProvider timeProvider, ILogger logger) : IAsyncDisposable
{
    readonly Lock gate = new();
    readonly ConcurrentDictionary<string, bool> regionNames = new(StringComparer.Ordinal);
    DiscoverySettings wished = settings.Discovery;
    RegionDirectory? regions;
    int demos;
    bool isRunning;
    VfioWatch? watch;
    HandoverListener? handover;

    public void Start()
    {
        lock (gate)
        {
            isRunning = true;
            ShowDemos(wished.Demo);
            WatchRegions();
        }
        foreach (var (name, display) in settings.Displays)
            if (!string.IsNullOrEmpty(display.Xwd))
                Plug(name, new XwdSource(display.Xwd));
        StartVfio();
    }

    /// <summary>Of the settings, the demo displays and the directory of regions are changed; the rest stays as it was at the start.</summary>
    public void Change(DiscoverySettings changed)
    {
        lock (gate)
        {
            var isElsewhere = changed.Regions != wished.Regions;
            wished = wished with { Demo = changed.Demo, Regions = changed.Regions };
            if (!isRunning)
                return;
            ShowDemos(wished.Demo);
            if (isElsewhere)
                WatchRegions();
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            isRunning = false;
            regions?.Dispose();
        }
        watch?.Dispose();
        if (handover is not null)
            await handover.DisposeAsync();
    }

    void ShowDemos(int count)
    {
        for (var number = demos + 1; number <= count; number++)
            Plug($"demo-{number}", new DemoSource($"demo-{number}", timeProvider));
        for (var number = count + 1; number <= demos; number++)
            displays.Tell(new UnplugDisplay($"demo-{number}"));
        demos = count;
    }

    void WatchRegions()
    {
        regions?.Dispose();
        regions = null;
        foreach (var name in regionNames.Keys)
            displays.Tell(new UnplugDisplay(name, "its directory is not watched any more"));
        regionNames.Clear();
        if (wished.Regions.Length == 0)
            return;
        regions = new RegionDirectory(wished.Regions, timeProvider, Take);
        regions.Start();
    }

    void StartVfio()
    {
        var names = settings.NamesByDevice;
        List<IDeviceFinder> finders = [];
        if (settings.Discovery.Qemu)
            finders.Add(new LoggedQemuFinder(
                new QemuFinder(HostRoots.Host, DeviceLookups.Of(HostRoots.Host), timeProvider, names.GetValueOrDefault), logger));
        if (settings.Discovery.Mdev)
            finders.Add(new SysfsFinder(HostRoots.Host, names));
        if (finders.Count > 0)
        {
            watch = new VfioWatch(finders, timeProvider, Take);
            watch.Start();
        }
        if (settings.Discovery.Handover.Length > 0)
            StartHandover();
    }

    void StartHandover()
    {
        handover = new HandoverListener(settings.Discovery.Handover, timeProvider, Take);
        try
        {
            handover.Start();
        }
        catch (DeviceException refusal)
        {
            logger.NoHandover(settings.Discovery.Handover, refusal.Message);
        }
    }

    void Take(RegionDirectoryChange change)
    {
        switch (change)
        {
            case RegionDirectoryChange.Appeared appeared:
                regionNames[appeared.Name] = true;
                Plug(appeared.Name, new RegionSource(appeared.Path, timeProvider));
                break;
            case RegionDirectoryChange.Vanished vanished:
                regionNames.TryRemove(vanished.Name, out _);
                displays.Tell(new UnplugDisplay(vanished.Name));
                break;
            case RegionDirectoryChange.Unreadable unreadable:
                logger.RegionsUnreadable(wished.Regions, unreadable.Reason);
                break;
        }
    }

    void Take(VfioChange change)
    {
        switch (change)
        {
            case VfioChange.Appeared appeared:
                Plug(appeared.Name, new VfioSource(appeared.Opening, timeProvider));
                break;
            case VfioChange.Vanished vanished:
                displays.Tell(new UnplugDisplay(vanished.Name, vanished.Reason));
                break;
            case VfioChange.Failed failed:
                logger.SearchFailed(failed.Reason);
                break;
        }
    }

    void Plug(string name, IDeviceSource source) => displays.Tell(new PlugDisplay(name, source));
}
