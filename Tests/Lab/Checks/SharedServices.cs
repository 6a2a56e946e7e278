using Scanout.Tests.EndToEnd;

namespace Scanout.Lab.Checks;

/// <summary>One service for all checks of devices that it opens itself: to start one costs an emulated processor half a minute.</summary>
public sealed class OwnDevicesService : IAsyncLifetime
{
    public ScanoutProcess Service { get; private set; } = null!;

    public async Task InitializeAsync() => Service = await LabService.ServeAsync("mdev");

    public async Task DisposeAsync() => await Service.DisposeAsync();
}

/// <summary>One service for all checks of devices that a VM has.</summary>
public sealed class VirtualMachinesService : IAsyncLifetime
{
    public ScanoutProcess Service { get; private set; } = null!;

    public async Task InitializeAsync() => Service = await LabService.ServeAsync("qemu", "handover");

    public async Task DisposeAsync() => await Service.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class OwnDevices : ICollectionFixture<OwnDevicesService>
{
    public const string Name = "Devices that the service opens";
}

[CollectionDefinition(Name)]
public sealed class VirtualMachines : ICollectionFixture<VirtualMachinesService>
{
    public const string Name = "Devices that a VM has";
}
