using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Scanout.Codecs.Recording;

/// <summary>
/// The links of a segment, one after the other (FORMAT.md, "The chain"): over what was recorded, however it is packed. One thread uses it.
/// </summary>
public sealed class RecordingChain : IDisposable
{
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The link of the last chunk.</summary>
    public Digest Last { get; private set; }

    /// <summary>Goes on from a link that is known.</summary>
    public void Resume(Digest link) => Last = link;

    /// <summary>Begins the link of the next chunk; its content follows by <c>Append</c>.</summary>
    public void Begin(in RecordingChunkHeader header) => Begin(header.Kind, header.SpanMilliseconds, header.TimeMicroseconds);

    public void Begin(RecordingChunkKind kind, uint spanMilliseconds, long timeMicroseconds)
    {
        Span<byte> bytes = stackalloc byte[Digest.Bytes + 13];
        Last.Write(bytes);
        bytes[Digest.Bytes] = (byte)kind;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[(Digest.Bytes + 1)..], spanMilliseconds);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[(Digest.Bytes + 5)..], timeMicroseconds);
        hash.AppendData(bytes);
    }

    public void Append(ReadOnlySpan<byte> content) => hash.AppendData(content);

    public void Append(Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Digest.Bytes];
        digest.Write(bytes);
        hash.AppendData(bytes);
    }

    /// <summary>Ends the link that was begun.</summary>
    public Digest Complete()
    {
        Span<byte> link = stackalloc byte[Digest.Bytes];
        hash.GetHashAndReset(link);
        return Last = Digest.Read(link);
    }

    public void Dispose() => hash.Dispose();
}
