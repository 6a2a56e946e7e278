using System.Buffers.Binary;
using System.Diagnostics;

namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>
/// Messages with small headers over one channel's connection, and pieces of a link before them. Owns the stream. One thread reads, one
/// writes.
/// </summary>
sealed class ChannelWire(Stream stream, int? bytesPerSecond) : IDisposable
{
    const int HeaderBytes = 6;
    const int ThrottledReadBytes = 4096;
    const int MaxBodyBytes = 64 << 20;

    readonly long openedAt = Stopwatch.GetTimestamp();
    byte[] buffer = new byte[256 * 1024];
    int start;
    int end;

    /// <summary>Bytes taken so far.</summary>
    public long Taken { get; private set; }

    /// <summary>The next message's type and how long its body is, which is to be taken or skipped.</summary>
    public (int Type, int BodyBytes) Header()
    {
        var header = Take(HeaderBytes);
        var (type, bytes) = (BinaryPrimitives.ReadUInt16LittleEndian(header), BinaryPrimitives.ReadUInt32LittleEndian(header[2..]));
        return bytes <= MaxBodyBytes ? (type, (int)bytes) : throw new InvalidDataException($"a message {type} of {bytes} bytes");
    }

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Take(int bytes)
    {
        if (end - start < bytes)
        {
            var whole = bytes <= buffer.Length ? buffer : new byte[bytes * 2];
            buffer.AsSpan(start, end - start).CopyTo(whole);
            (buffer, start, end) = (whole, 0, end - start);
            while (end < bytes)
                Fill();
        }
        Taken += bytes;
        start += bytes;
        return buffer.AsSpan(start - bytes, bytes);
    }

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

    public void Send(int type, ReadOnlySpan<byte> body)
    {
        Span<byte> message = stackalloc byte[HeaderBytes + body.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(message, (ushort)type);
        BinaryPrimitives.WriteInt32LittleEndian(message[2..], body.Length);
        body.CopyTo(message[HeaderBytes..]);
        Send(message);
    }

    public void Send(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

    public void Dispose() => stream.Dispose();

    void Fill()
    {
        var room = buffer.Length - end;
        if (bytesPerSecond is { } rate)
        {
            room = Math.Min(room, ThrottledReadBytes);
            var ahead = TimeSpan.FromSeconds((double)(Taken + end - start) / rate) - Stopwatch.GetElapsedTime(openedAt);
            if (ahead > TimeSpan.Zero)
                Thread.Sleep(ahead);
        }
        var read = stream.Read(buffer, end, room);
        if (read == 0)
            throw new EndOfStreamException($"the server hung up after {Taken} bytes");
        end += read;
    }
}
