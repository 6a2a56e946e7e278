using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>The nodes of <c>/dev</c> that VFIO devices are opened by, and their ioctls. A test puts a recorded exchange here.</summary>
interface IVfioNodes
{
    /// <summary>Opens a node for reading and writing.</summary>
    /// <returns>A descriptor, closed on exec; or an errno, negative.</returns>
    int Open(string path);

    /// <summary>An ioctl whose argument is a structure.</summary>
    /// <returns>Its result; or an errno, negative.</returns>
    int Call(DeviceFd fd, uint request, Span<byte> argument);

    /// <summary>An ioctl whose argument is a number.</summary>
    int Call(DeviceFd fd, uint request, nint argument);
}
