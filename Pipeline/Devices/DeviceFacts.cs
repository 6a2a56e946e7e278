namespace Scanout.Pipeline.Devices;

/// <summary>What an open device tells of itself for who counts and compares; null is what it does not know.</summary>
/// <param name="Domain">The name of the VM that it is of, as libvirt has it.</param>
/// <param name="Driver">The kernel's driver of it.</param>
/// <param name="Plane">How its picture is had: <c>region</c> or <c>dmabuf</c>.</param>
public sealed record DeviceFacts(string? Domain = null, string? Driver = null, string? Plane = null)
{
    public static DeviceFacts None { get; } = new();
}
