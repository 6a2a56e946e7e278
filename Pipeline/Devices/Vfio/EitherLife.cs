namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>Ends as soon as one of two lives does, for that one's reason. Owns both.</summary>
public sealed class EitherLife(IDeviceLife first, IDeviceLife second) : IDeviceLife
{
    string? reason;

    public string? EndReason => reason ??= first.EndReason ?? second.EndReason;

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }
}
