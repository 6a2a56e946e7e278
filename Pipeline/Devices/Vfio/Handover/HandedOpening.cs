namespace Scanout.Pipeline.Devices.Vfio.Handover;

/// <summary>Gives out a device that another program has handed over.</summary>
public sealed class HandedOpening : IVfioOpening
{
    readonly HandedDevice device;

    internal HandedOpening(HandedDevice device) => this.device = device;

    public string Description => device.Request.Pid is { } pid ? $"vfio device handed over for process {pid}" : "vfio device handed over";

    public Guid Id => device.Request.Id;

    public bool IsExclusive => false;

    public bool IsEdidForeign => false;

    public VfioHandle Open() => device.Open();
}
