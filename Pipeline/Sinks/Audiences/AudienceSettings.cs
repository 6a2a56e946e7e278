namespace Scanout.Pipeline.Sinks.Audiences;

/// <summary>What becomes of a viewer who wants a display for himself (RFC 6143, section 7.3.1), by QEMU's names.</summary>
public enum SharePolicy
{
    /// <summary>He gets it: the others are disconnected, and until he leaves, those who would share are turned away.</summary>
    AllowExclusive,

    /// <summary>He is turned away.</summary>
    ForceShared,

    /// <summary>He shares like everybody.</summary>
    Ignore,
}

/// <summary>Who controls a display.</summary>
public enum ControlPolicy
{
    /// <summary>Everyone who may.</summary>
    Shared,

    /// <summary>One of those who may: who came first, until he leaves or another takes it.</summary>
    Single,
}

/// <summary>How the viewers of a display get along: <c>scanout.vnc.share</c> and <c>scanout.vnc.control</c>.</summary>
public sealed record AudienceSettings(SharePolicy Share = SharePolicy.AllowExclusive, ControlPolicy Control = ControlPolicy.Shared);
