using System.Buffers.Binary;

namespace Scanout.Benchmarks.Vnc.Viewers;

/// <summary>Big-endian numbers out of a stream, and bytes that nobody looks at. Owned by one viewer; does not own the stream.</summary>
sealed class WireReader(Stream stream)
{
    readonly byte[] buffer = new byte[256 * 1024];
    int start;
    int end;

    /// <summary>Bytes taken so far.</summary>
    public long Taken { get; private set; }

    public byte Byte() => Next(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Next(2));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Next(4));

    public void Skip(long bytes)
    {
        Taken += bytes;
        while (bytes > end - start)
        {
            bytes -= end - start;
            start = end = 0;
            Fill();
        }
        start += (int)bytes;
    }

    ReadOnlySpan<byte> Next(int bytes)
    {
        if (end - start < bytes)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            while (end < bytes)
                Fill();
        }
        Taken += bytes;
        start += bytes;
        return buffer.AsSpan(start - bytes, bytes);
    }

    void Fill()
    {
        var read = stream.Read(buffer, end, buffer.Length - end);
        if (read == 0)
            throw new EndOfStreamException($"the server hung up after {Taken} bytes");
        end += read;
    }
}
