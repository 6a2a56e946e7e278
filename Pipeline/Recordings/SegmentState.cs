namespace Scanout.Pipeline.Recordings;

/// <summary>What has become of a segment.</summary>
public enum SegmentState
{
    /// <summary>It is being written.</summary>
    Recording,

    /// <summary>It was closed.</summary>
    Complete,

    /// <summary>It was not closed, and nobody writes it: what is whole of it can be read.</summary>
    Torn,
}
