using System.Buffers;
using System.Runtime.InteropServices;
using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// One session's encoders, with the streams that last as long as it: made when the client first wants them. Owned by the session's writing half.
/// </summary>
sealed class RfbEncoders : IDisposable
{
    /// <summary>Tight tells a picture's parts apart best where they are small: text here, a gradient there.</summary>
    const int TightWidth = 256;

    RfbPixelFormat format = RfbPixelFormat.Bgrx8888;
    int encoding;
    ZrleEncoder? zrle;
    TightEncoder? tight;

    /// <summary>The client's pixels.</summary>
    public ClientPixels Pixels { get; private set; } = new(RfbPixelFormat.Bgrx8888);

    /// <summary>The widest rectangle that is to be given to <see cref="WriteRectangle"/>.</summary>
    public int MaxWidth => encoding == RfbEncoding.Tight ? TightWidth : TightEncoder.MaxWidth;

    /// <summary>As metrics call the encoding in use.</summary>
    public string Name => encoding switch { RfbEncoding.Tight => "tight", RfbEncoding.Zrle => "zrle", _ => "raw" };

    /// <summary>From now on, rectangles are in this encoding and format.</summary>
    public void Use(int nextEncoding, RfbPixelFormat nextFormat)
    {
        encoding = nextEncoding;
        if (nextFormat == format)
            return;
        format = nextFormat;
        Pixels = new ClientPixels(nextFormat);
    }

    /// <summary>Writes a rectangle, header and data.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="area">Where it lies on the desktop.</param>
    /// <param name="bgrx">Its pixels, row by row without gaps.</param>
    public void WriteRectangle(IBufferWriter<byte> output, PixelRectangle area, ReadOnlySpan<byte> bgrx)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(bgrx)[..(area.Width * area.Height)];
        RfbServerMessages.WriteRectangleHeader(output, area.X, area.Y, area.Width, area.Height, encoding);
        switch (encoding)
        {
            case RfbEncoding.Tight:
                (tight ??= new TightEncoder()).Encode(output, pixels, area.Width, area.Height, Pixels);
                break;
            case RfbEncoding.Zrle:
                (zrle ??= new ZrleEncoder()).Encode(output, pixels, area.Width, area.Height, Pixels);
                break;
            default:
                var bytes = pixels.Length * Pixels.BytesPerPixel;
                Pixels.Write(pixels, output.GetSpan(bytes)[..bytes]);
                output.Advance(bytes);
                break;
        }
    }

    public void Dispose()
    {
        zrle?.Dispose();
        tight?.Dispose();
    }
}
