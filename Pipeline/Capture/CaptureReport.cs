using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices;

namespace Scanout.Pipeline.Capture;

/// <summary>What has become of a display's capture; told on edges only, not for each poll.</summary>
public enum CaptureCondition
{
    /// <summary>Its picture is read.</summary>
    Running,

    /// <summary>The device says that it is switched off; it is looked at again.</summary>
    Disabled,

    /// <summary>What the device describes can't be read; it is looked at again.</summary>
    Refused,

    /// <summary>A call into the device has not returned; the other displays go on without it.</summary>
    Stalled,

    /// <summary>The device could not be opened; the capture has ended.</summary>
    Unopened,

    /// <summary>The device is gone; the capture has ended and closed it.</summary>
    Lost,

    /// <summary>The capture broke by a fault of ours; it has ended and closed the device.</summary>
    Failed,

    /// <summary>The capture was stopped and has closed the device.</summary>
    Stopped,
}

/// <param name="Condition">What the display's capture has come to.</param>
/// <param name="Reason">One sentence where it is not running.</param>
/// <param name="Layout">The picture's layout where it is running.</param>
/// <param name="DeviceId">The UUID that the device tells, or <see cref="Guid.Empty"/>.</param>
/// <param name="IsLasting">With <see cref="CaptureCondition.Unopened"/>: whether it will be so at every try.</param>
public sealed record CaptureReport(
    CaptureCondition Condition, string? Reason, PlaneLayout? Layout = null, Guid DeviceId = default, bool IsLasting = false)
{
    /// <summary>What the device told; null where it did not.</summary>
    public DeviceFacts? Facts { get; init; }

    /// <summary>Whether the capture has ended and its device is closed.</summary>
    public bool HasEnded => Condition is CaptureCondition.Unopened or CaptureCondition.Lost or CaptureCondition.Failed or CaptureCondition.Stopped;
}
