namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// Tells whether an opened device may still be held: a device fd goes on answering after its device was removed or its VM has ended, and
/// holding it keeps the host from releasing the device. Owned by the <see cref="VfioHandle"/>; asked on the capture thread before each look, so it
/// costs microseconds.
/// </summary>
public interface IDeviceLife : IDisposable
{
    /// <summary>Null while the device may be held; then, for good, one sentence why it must be let go.</summary>
    string? EndReason { get; }
}
