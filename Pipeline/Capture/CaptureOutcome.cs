namespace Scanout.Pipeline.Capture;

/// <summary>What one poll of a display came to.</summary>
public enum CaptureOutcome
{
    /// <summary>A new frame was published.</summary>
    Captured,

    /// <summary>The picture is as it was.</summary>
    Unchanged,

    /// <summary>The device is preparing a consistent picture; look again soon.</summary>
    Pending,

    /// <summary>The display is switched off.</summary>
    Disabled,

    /// <summary>What the device describes can't be read.</summary>
    Refused,

    /// <summary>The device is gone and must be opened anew.</summary>
    Lost,
}
