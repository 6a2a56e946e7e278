using System.Buffers;
using System.Buffers.Binary;
using Scanout.Codecs.Deflate;

namespace Scanout.Codecs.Rfb;

/// <summary>
/// A session's zlib streams: writes rectangles of shared blocks. Each stream begins once with its header (RFC 1950, section 2.2), and from then
/// on pieces that stand on their own are spliced into it. Owned by the session's writing half.
/// </summary>
public sealed class RfbBlockWriter
{
    const int ZrleStream = 4, ZlibStream = 5;

    int begun;

    /// <summary>Writes a rectangle, header and data.</summary>
    public void Write(IBufferWriter<byte> output, int x, int y, int width, int height, EncodedBlock block)
    {
        RfbServerMessages.WriteRectangleHeader(output, x, y, width, height, block.Encoding);
        if (!block.IsDeflated)
        {
            output.Write(block.Bytes);
            return;
        }
        output.Write(block.Bytes.AsSpan(0, block.PlainBytes));
        var piece = block.Bytes.AsSpan(block.PlainBytes);
        var stream = block.Encoding switch { RfbEncoding.Zrle => ZrleStream, RfbEncoding.Zlib => ZlibStream, _ => block.Stream };
        var isFirst = (begun & 1 << stream) == 0;
        begun |= 1 << stream;
        var length = piece.Length + (isFirst ? DeflatePieces.ZlibHeader.Length : 0);
        if (block.Encoding == RfbEncoding.Tight)
            output.Advance(TightBlock.CompactLength(length, output.GetSpan(3)));
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), length);
            output.Advance(4);
        }
        if (isFirst)
            output.Write(DeflatePieces.ZlibHeader);
        output.Write(piece);
    }
}
