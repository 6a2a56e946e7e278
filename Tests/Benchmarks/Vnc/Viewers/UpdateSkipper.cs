using Scanout.Codecs.Rfb;

namespace Scanout.Benchmarks.Vnc.Viewers;

/// <summary>
/// Reads what a server sends and decodes none of it: headers and lengths only, to know where each message ends (RFC 6143, sections 7.6 and
/// 7.7; rfbproto, «Tight Encoding»). For pixels of 32 bits with 8 for each colour, so that Tight's and ZRLE's are three bytes.
/// </summary>
sealed class UpdateSkipper(WireReader wire)
{
    const int ContinuousUpdates = -313;
    const int LastRectMarker = 0xFFFF;

    /// <summary>Data that is shorter is sent as it is (rfbproto, «Tight Encoding»).</summary>
    const int TightMinCompressedBytes = 12;

    /// <summary>Reads on until an update with pixels is complete.</summary>
    /// <param name="whenItBegins">Called when an update's header has come.</param>
    public SkippedUpdate Next(Action whenItBegins)
    {
        while (true)
        {
            switch (wire.Byte())
            {
                case 0:
                    whenItBegins();
                    if (SkipUpdate() is { Rectangles: > 0 } update)
                        return update;
                    break;
                case 1:
                    wire.Skip(3);
                    wire.Skip(6 * wire.UInt16());
                    break;
                case 2:
                case 150:
                    break;
                case 3:
                    wire.Skip(3);
                    wire.Skip(Math.Abs((long)wire.Int32()));
                    break;
                case 248:
                    wire.Skip(7);
                    wire.Skip(wire.Byte());
                    break;
                case var other:
                    throw new InvalidDataException($"a message of type {other} at byte {wire.Taken}");
            }
        }
    }

    SkippedUpdate SkipUpdate()
    {
        wire.Skip(1);
        var announced = wire.UInt16();
        var update = new SkippedUpdate();
        for (var i = 0; announced == LastRectMarker || i < announced; i++)
        {
            wire.Skip(4);
            var (width, height, encoding) = (wire.UInt16(), wire.UInt16(), wire.Int32());
            if (encoding == RfbEncoding.LastRect)
                break;
            if (encoding >= 0)
            {
                update.Rectangles++;
                update.Pixels += width * height;
            }
            SkipRectangle(ref update, width, height, encoding);
        }
        return update;
    }

    void SkipRectangle(ref SkippedUpdate update, int width, int height, int encoding)
    {
        switch (encoding)
        {
            case RfbEncoding.Raw:
                wire.Skip(width * height * 4L);
                break;
            case RfbEncoding.CopyRect:
                update.Copies++;
                wire.Skip(4);
                break;
            case RfbEncoding.Zrle:
                wire.Skip((uint)wire.Int32());
                break;
            case RfbEncoding.Tight:
                SkipTight(ref update, width, height);
                break;
            case RfbEncoding.Cursor:
                wire.Skip(width * height * 4L + (width + 7) / 8 * height);
                break;
            case RfbEncoding.DesktopName:
                wire.Skip((uint)wire.Int32());
                break;
            case RfbEncoding.ExtendedDesktopSize:
                var screens = wire.Byte();
                wire.Skip(3 + 16 * screens);
                break;
            case RfbEncoding.DesktopSize or ContinuousUpdates:
                break;
            default:
                throw new InvalidDataException($"a rectangle of encoding {encoding} at byte {wire.Taken}");
        }
    }

    void SkipTight(ref SkippedUpdate update, int width, int height)
    {
        var control = wire.Byte();
        switch (control >> 4)
        {
            case 8:
                wire.Skip(3);
                return;
            case 9:
                update.Jpegs++;
                wire.Skip(CompactLength());
                return;
            case > 9:
                throw new InvalidDataException($"Tight's control byte is {control} at byte {wire.Taken}");
        }
        var bytes = width * height * 3;
        var filter = (control & 0x40) == 0 ? 0 : wire.Byte();
        if (filter == 1)
        {
            var colours = wire.Byte() + 1;
            wire.Skip(3 * colours);
            bytes = colours == 2 ? (width + 7) / 8 * height : width * height;
        }
        wire.Skip(bytes < TightMinCompressedBytes ? bytes : CompactLength());
    }

    /// <summary>Seven bits, seven bits, eight bits; the first two say whether more follow.</summary>
    int CompactLength()
    {
        int first = wire.Byte();
        if (first < 0x80)
            return first;
        int second = wire.Byte();
        return second < 0x80 ? first & 0x7F | second << 7 : first & 0x7F | (second & 0x7F) << 7 | wire.Byte() << 14;
    }
}
