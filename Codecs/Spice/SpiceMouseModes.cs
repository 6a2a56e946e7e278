namespace Scanout.Codecs.Spice;

/// <summary>How the pointer is moved (SPICE protocol, SPICE_MOUSE_MODE_*).</summary>
[Flags]
public enum SpiceMouseModes : ushort
{
    None = 0,

    /// <summary>By how far it went: the server says where the pointer is.</summary>
    Server = 1,

    /// <summary>To where it is: the client's own pointer is shown.</summary>
    Client = 2,
}
