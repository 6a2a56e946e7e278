namespace Scanout.Pipeline.Devices;

/// <summary>A device can't be opened or is broken; the message is one sentence for the display's state.</summary>
public sealed class DeviceException : Exception
{
    public DeviceException() { }
    public DeviceException(string message) : base(message) { }
    public DeviceException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Whether it will be the same at every try until the device is plugged anew: it has no display, say. Then it is not tried again.</summary>
    public bool IsLasting { get; init; }
}
