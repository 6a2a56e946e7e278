namespace Scanout.Pipeline.Devices;

/// <summary>A device can't be opened or is broken; the message is one sentence for the display's state.</summary>
public sealed class DeviceException : Exception
{
    public DeviceException() { }
    public DeviceException(string message) : base(message) { }
    public DeviceException(string message, Exception innerException) : base(message, innerException) { }
}
