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

    /// <summary>Quality 0 of Tight's JPEG; the nine above it are the better ones.</summary>
    public const int JpegQuality0 = -32;
    public const int JpegQuality9 = -23;

    /// <summary>Compression level 0; the nine above it save more bytes for more time.</summary>
    public const int CompressLevel0 = -256;
    public const int CompressLevel9 = -247;

    /// <summary>TurboVNC's quality 0 of 100 of Tight's JPEG.</summary>
    public const int FineQuality0 = -512;
    public const int FineQuality100 = -412;

    /// <summary>TurboVNC's chroma subsampling of Tight's JPEG: 1×, 4×, 2×, grey, and two that are coarser.</summary>
    public const int Subsampling0 = -768;
    public const int Subsampling5 = -763;

    public const int DesktopSize = -223;
    public const int LastRect = -224;
    public const int Cursor = -239;
    public const int XCursor = -240;
    public const int QemuExtendedKeyEvent = -258;
    public const int QemuLedState = -261;
    public const int DesktopName = -307;
    public const int ExtendedDesktopSize = -308;
    public const int Xvp = -309;
    public const int Fence = -312;
    public const int ContinuousUpdates = -313;
    public const int CursorWithAlpha = -314;
    public const int ExtendedMouseButtons = -316;
}
