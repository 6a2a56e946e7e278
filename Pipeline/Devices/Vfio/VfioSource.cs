namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>A vGPU's display, had by one way to its descriptor.</summary>
public sealed class VfioSource(IVfioOpening opening, TimeProvider time) : IDeviceSource
{
    public string Description => opening.Description;

    public IDisplayDevice Open() => opening.IsExclusive ? new YieldingDevice(opening, OpenDevice) : OpenDevice();

    VfioDevice OpenDevice()
    {
        var handle = opening.Open();
        try
        {
            return new VfioDevice(handle, new VfioCalls(handle.Device), opening, time);
        }
        catch (DeviceException)
        {
            handle.Dispose();
            throw;
        }
    }
}
