namespace Scanout.Pipeline.Devices.Vfio.Handover;

/// <summary>
/// Ends when the listener says so, and with the process that the device lives as long as, which the listener notices a little later.
/// </summary>
sealed class HandedLife(HandedDevice device) : IDeviceLife
{
    string? reason;

    public string? EndReason => reason ??= device.FindEnd();

    public void Dispose()
    {
    }
}
