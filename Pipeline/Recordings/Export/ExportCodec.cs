namespace Scanout.Pipeline.Recordings.Export;

/// <summary>How a video without loss is compressed.</summary>
public enum ExportCodec
{
    /// <summary>H.264 by FFmpeg and libx264: smallest.</summary>
    X264,

    /// <summary>By Scanout itself: players that use FFmpeg's decoders, and VLC, know it.</summary>
    Zmbv,

    /// <summary>FFV1 by FFmpeg: what archives keep.</summary>
    Ffv1,
}
