namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// The ioctls of one open VFIO device: all that the kernel's drivers answer to. A test puts a recorded exchange here. Used by one thread at a time.
/// </summary>
interface IVfioCalls
{
    /// <summary>Calls the device.</summary>
    /// <param name="request">The ioctl's number.</param>
    /// <param name="argument">The structure that goes there and comes back.</param>
    /// <returns>The call's result, at least 0; or an errno, negative.</returns>
    int Call(uint request, Span<byte> argument);
}
