namespace Scanout.Codecs.Rfb;

/// <summary>Numbers of encodings and pseudo-encodings (rfbproto, «Encodings» and «Pseudo-encodings»).</summary>
public static class RfbEncoding
{
    public const int Raw = 0;
    public const int CopyRect = 1;
    public const int Rre = 2;
    public const int Hextile = 5;
    public const int Zlib = 6;
    public const int Tight = 7;
    public const int Trle = 15;
    public const int Zrle = 16;

    public const int DesktopSize = -223;
    public const int LastRect = -224;
    public const int Cursor = -239;
    public const int XCursor = -240;
    public const int DesktopName = -307;
    public const int ExtendedDesktopSize = -308;
    public const int CursorWithAlpha = -314;
}
