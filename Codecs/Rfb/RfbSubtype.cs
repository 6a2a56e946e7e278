namespace Scanout.Codecs.Rfb;

/// <summary>
/// What VeNCrypt offers (rfbproto, section "VeNCrypt"): a TLS handshake with the server's certificate or none, then how the viewer shows
/// who it is.
/// </summary>
public enum RfbSubtype
{
    /// <summary>A name and a password, as they are.</summary>
    Plain = 256,
    X509None = 260,

    /// <summary>VNC authentication.</summary>
    X509Vnc = 261,
    X509Plain = 262,
}
