namespace Scanout.Pipeline.Devices;

/// <summary>Where a display's device may be had, again and again: kept while the device itself comes and goes.</summary>
public interface IDeviceSource
{
    /// <summary>As <see cref="IDisplayDevice.Description"/>.</summary>
    string Description { get; }

    /// <summary>Whether it shows what was recorded before: that is not recorded again.</summary>
    bool IsReplay => false;

    /// <summary>Opens the device. The caller owns it. May take as long as a file's opening does.</summary>
    /// <exception cref="DeviceException">It can't be opened; the message is one sentence for the display's state.</exception>
    IDisplayDevice Open();
}
