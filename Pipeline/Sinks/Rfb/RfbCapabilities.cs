using Scanout.Codecs.Rfb;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>What a client said in SetEncodings that it understands (RFC 6143, section 7.5.2).</summary>
/// <param name="Encoding">The one that its pixels are sent in: the first of its list that we have.</param>
/// <param name="Cursor">It draws the cursor itself.</param>
/// <param name="DesktopSize">It follows a new size.</param>
/// <param name="ExtendedDesktopSize">It follows a new size and may ask for one.</param>
/// <param name="DesktopName">It follows a new title.</param>
sealed record RfbCapabilities(int Encoding, bool Cursor, bool DesktopSize, bool ExtendedDesktopSize, bool DesktopName)
{
    public static RfbCapabilities None { get; } = new(RfbEncoding.Raw, false, false, false, false);

    public static RfbCapabilities Of(ReadOnlySpan<int> encodings)
    {
        var preferred = RfbEncoding.Raw;
        foreach (var encoding in encodings)
        {
            if (encoding is not (RfbEncoding.Tight or RfbEncoding.Zrle or RfbEncoding.Raw))
                continue;
            preferred = encoding;
            break;
        }
        return new RfbCapabilities(
            preferred, encodings.Contains(RfbEncoding.Cursor), encodings.Contains(RfbEncoding.DesktopSize),
            encodings.Contains(RfbEncoding.ExtendedDesktopSize), encodings.Contains(RfbEncoding.DesktopName));
    }
}
