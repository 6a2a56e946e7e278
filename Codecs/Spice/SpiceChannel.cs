namespace Scanout.Codecs.Spice;

/// <summary>What a connection of a session is for (SPICE protocol, SPICE_CHANNEL_*).</summary>
public enum SpiceChannel : byte
{
    Main = 1,
    Display = 2,
    Inputs = 3,
    Cursor = 4,
    Playback = 5,
    Record = 6,
    Smartcard = 8,
    UsbRedirection = 9,
    Port = 10,
    WebDav = 11,
}
