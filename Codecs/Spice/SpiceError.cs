namespace Scanout.Codecs.Spice;

/// <summary>How a link is answered, in the reply and in the result (SPICE protocol, SPICE_LINK_ERR_*).</summary>
public enum SpiceError : uint
{
    /// <summary>All is well.</summary>
    None,
    General,
    InvalidMagic,
    InvalidData,
    VersionMismatch,

    /// <summary>This channel is served over TLS only: the client comes again on the port for it.</summary>
    NeedSecured,
    NeedUnsecured,

    /// <summary>A wrong ticket.</summary>
    PermissionDenied,

    /// <summary>There is no such session.</summary>
    BadConnectionId,
    ChannelNotAvailable,
}
