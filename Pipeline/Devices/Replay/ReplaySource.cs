using Scanout.Pipeline.Recordings;

namespace Scanout.Pipeline.Devices.Replay;

/// <summary>Gives out a recording as a device, at the position where its playback is.</summary>
/// <param name="open">Opens the recording, as often as the device is opened.</param>
/// <param name="playback">What the device follows.</param>
/// <param name="path">The recording's, for people.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class ReplaySource(Func<IRecordedPictures> open, Playback playback, string path, TimeProvider timeProvider) : IDeviceSource
{
    public string Description => $"recording {path}";

    public bool IsReplay => true;

    public IDisplayDevice Open()
    {
        IRecordedPictures? pictures = null;
        try
        {
            pictures = open();
            var device = new ReplayDevice(pictures, playback, Description, timeProvider);
            pictures = null;
            return device;
        }
        catch (Exception failure) when (Playback.IsUnreadable(failure))
        {
            throw new DeviceException($"the recording can't be read: {failure.Message}", failure);
        }
        finally
        {
            pictures?.Dispose();
        }
    }
}
