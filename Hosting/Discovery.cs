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
    RegionDirectory? regions;
    VfioWatch? watch;
    HandoverListener? handover;

    public void Start()
    {
        for (var number = 1; number <= settings.Discovery.Demo; number++)
            Plug($"demo-{number}", new DemoSource($"demo-{number}", timeProvider));
        foreach (var (name, display) in settings.Displays)
            if (!string.IsNullOrEmpty(display.Xwd))
                Plug(name, new XwdSource(display.Xwd));
        if (settings.Discovery.Regions.Length > 0)
        {
            regions = new RegionDirectory(settings.Discovery.Regions, timeProvider, Take);
            regions.Start();
        }
        StartVfio();
    }

    public async ValueTask DisposeAsync()
    {
        regions?.Dispose();
        watch?.Dispose();
        if (handover is not null)
            await handover.DisposeAsync();
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
                Plug(appeared.Name, new RegionSource(appeared.Path, timeProvider));
                break;
            case RegionDirectoryChange.Vanished vanished:
                displays.Tell(new UnplugDisplay(vanished.Name));
                break;
            case RegionDirectoryChange.Unreadable unreadable:
                logger.RegionsUnreadable(settings.Discovery.Regions, unreadable.Reason);
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
