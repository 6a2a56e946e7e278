using Scanout.Codecs.Jpeg;
using Scanout.Codecs.Rfb;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>What a client said in SetEncodings that it understands (RFC 6143, section 7.5.2, and rfbproto's extensions).</summary>
/// <param name="Encoding">The one that its pixels are sent in: the first of its list that we have.</param>
sealed record RfbCapabilities(int Encoding)
{
    public static RfbCapabilities None { get; } = new(RfbEncoding.Raw);

    /// <summary>Pixels may be copied within its desktop.</summary>
    public bool CopyRect { get; private init; }

    /// <summary>How good JPEG must be where it may be used; null where it may not.</summary>
    public TightQuality? Jpeg { get; private init; }

    /// <summary>0 to 9; null where it does not care.</summary>
    public int? CompressLevel { get; private init; }

    /// <summary>It draws the cursor itself.</summary>
    public bool Cursor { get; private init; }

    /// <summary>It draws a cursor with alpha itself.</summary>
    public bool AlphaCursor { get; private init; }

    /// <summary>It follows a new size.</summary>
    public bool DesktopSize { get; private init; }

    /// <summary>It follows a new size and may ask for one.</summary>
    public bool ExtendedDesktopSize { get; private init; }

    /// <summary>It follows a new title.</summary>
    public bool DesktopName { get; private init; }

    /// <summary>An update may end before the number of rectangles that its header promised.</summary>
    public bool LastRect { get; private init; }

    public bool Fence { get; private init; }

    /// <summary>It may ask to be sent updates without asking for each.</summary>
    public bool ContinuousUpdates { get; private init; }

    /// <summary>It sends scancodes where it is told that they are understood.</summary>
    public bool ExtendedKey { get; private init; }

    public bool LedState { get; private init; }

    public bool ExtendedMouseButtons { get; private init; }

    /// <summary>It has buttons for power.</summary>
    public bool Xvp { get; private init; }

    /// <summary>Some way to draw a cursor itself.</summary>
    public bool DrawsCursor => Cursor || AlphaCursor;

    public static RfbCapabilities Of(ReadOnlySpan<int> encodings)
    {
        var preferred = RfbEncoding.Raw;
        foreach (var encoding in encodings)
        {
            if (encoding is not (RfbEncoding.Raw or RfbEncoding.Rre or RfbEncoding.Hextile or RfbEncoding.Zlib or RfbEncoding.Tight
                or RfbEncoding.Trle or RfbEncoding.Zrle))
                continue;
            preferred = encoding;
            break;
        }
        var level = Find(encodings, RfbEncoding.CompressLevel0, RfbEncoding.CompressLevel9);
        return new RfbCapabilities(preferred)
        {
            CopyRect = encodings.Contains(RfbEncoding.CopyRect),
            Jpeg = preferred == RfbEncoding.Tight && JpegEncoder.IsAvailable ? TightQuality.Wanted(encodings) : null,
            CompressLevel = level,
            Cursor = encodings.Contains(RfbEncoding.Cursor),
            AlphaCursor = encodings.Contains(RfbEncoding.CursorWithAlpha),
            DesktopSize = encodings.Contains(RfbEncoding.DesktopSize),
            ExtendedDesktopSize = encodings.Contains(RfbEncoding.ExtendedDesktopSize),
            DesktopName = encodings.Contains(RfbEncoding.DesktopName),
            LastRect = encodings.Contains(RfbEncoding.LastRect),
            Fence = encodings.Contains(RfbEncoding.Fence),
            ContinuousUpdates = encodings.Contains(RfbEncoding.ContinuousUpdates),
            ExtendedKey = encodings.Contains(RfbEncoding.QemuExtendedKeyEvent),
            LedState = encodings.Contains(RfbEncoding.QemuLedState),
            ExtendedMouseButtons = encodings.Contains(RfbEncoding.ExtendedMouseButtons),
            Xvp = encodings.Contains(RfbEncoding.Xvp),
        };
    }

    /// <summary>The first number of a range that is listed, counted from the range's beginning.</summary>
    internal static int? Find(ReadOnlySpan<int> encodings, int first, int last)
    {
        var at = encodings.IndexOfAnyInRange(first, last);
        return at < 0 ? null : encodings[at] - first;
    }
}
