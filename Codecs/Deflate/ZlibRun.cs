using System.IO.Compression;

namespace Scanout.Codecs.Deflate;

/// <summary>
/// A zlib stream (RFC 1950) that lasts as long as a session: each piece ends with a sync flush, so that the other side can read all of it,
/// and what comes after may refer to it. Owned by one encoder; steady state allocates nothing.
/// </summary>
public sealed class ZlibRun : IDisposable
{
    readonly MemoryStream collected = new();
    readonly ZLibStream zlib;

    public ZlibRun(CompressionLevel level) => zlib = new ZLibStream(collected, level, leaveOpen: true);

    /// <summary>The compressed piece; valid until the next call.</summary>
    public ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> piece)
    {
        collected.SetLength(0);
        zlib.Write(piece);
        zlib.Flush();
        return collected.GetBuffer().AsSpan(0, (int)collected.Length);
    }

    public void Dispose()
    {
        collected.SetLength(0);
        zlib.Dispose();
        collected.Dispose();
    }

}
