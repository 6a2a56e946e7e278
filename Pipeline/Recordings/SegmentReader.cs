using Microsoft.Win32.SafeHandles;
using Scanout.Codecs.Recording;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Pipeline.Recordings;

/// <summary>
/// A segment's file, opened: what it says of itself, where reading can begin, and its chunks. It may be read while it is written, packed or
/// deleted by others. One thread uses it.
/// </summary>
public sealed class SegmentReader : IDisposable
{
    readonly SafeFileHandle file;
    readonly byte[]? secret;
    readonly List<SeekPoint> points = [];
    readonly byte[] headerBytes = new byte[RecordingChunkHeader.Bytes];
    readonly bool isLockedHere;
    ChunkSeal? seal;
    bool isKeyProved;

    SegmentReader(string path, SafeFileHandle file, byte[]? secret, bool isLockedHere) =>
        (Path, this.file, this.secret, this.isLockedHere) = (path, file, secret, isLockedHere);

    public string Path { get; }

    public SegmentFacts Facts { get; private set; } = null!;

    /// <summary>The payload of the segment chunk.</summary>
    public byte[] FactsPayload { get; private set; } = [];

    /// <summary>The link of the segment chunk, as it stands there.</summary>
    public Digest FirstLink { get; private set; }

    public SegmentState State { get; private set; }

    /// <summary>What the end chunk says; null where there is none, or it is sealed and there is no key.</summary>
    public SegmentEnd? End { get; private set; }

    /// <summary>The link of the end chunk; null where there is none, or it is sealed and there is no key.</summary>
    public Digest? EndLink { get; private set; }

    /// <summary>The key and pack chunks, in their order.</summary>
    public IReadOnlyList<SeekPoint> SeekPoints => points;

    /// <summary>The last moment that is told of.</summary>
    public long EndMicroseconds { get; private set; }

    /// <summary>Behind the segment chunk.</summary>
    public long FirstChunkOffset { get; private set; }

    /// <summary>Behind the last chunk that is whole; the index and the end are not counted.</summary>
    public long EndOffset { get; private set; }

    /// <summary>Whether the chunks can be opened.</summary>
    public bool IsReadable => Facts.Salt is null || seal is not null;

    /// <summary>Why they can't, as the end of a sentence that begins with the file.</summary>
    public string WhyUnreadable => secret is null ? "is sealed, and needs its key" : "is sealed with another key";

    /// <summary>The file's length, as it was last looked at.</summary>
    internal long FileBytes { get; private set; }

    /// <summary>Chunks behind <see cref="EndOffset"/> whose headers are there, and whose bodies are not what their sums say.</summary>
    internal int LostChunks { get; private set; }

    /// <exception cref="RecordingException">The file is no recording, or of another format.</exception>
    public static SegmentReader Open(string path, byte[]? secret)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException(failure is FileNotFoundException or DirectoryNotFoundException ? $"there is no file {path}" : failure.Message, failure);
        }
        return Begin(new SegmentReader(path, file, secret, isLockedHere: false));
    }

    /// <summary>The same from a file that its caller has open and has locked; it stays open.</summary>
    /// <exception cref="RecordingException">The file is no recording, or of another format.</exception>
    internal static SegmentReader OfLocked(string path, SafeFileHandle file, byte[]? secret) =>
        Begin(new SegmentReader(path, file, secret, isLockedHere: true));

    static SegmentReader Begin(SegmentReader reader)
    {
        try
        {
            reader.ReadHead();
            reader.Refresh();
            return reader;
        }
        catch (Exception failure) when (failure is RecordingFormatException or IOException)
        {
            reader.Dispose();
            throw new RecordingException($"{reader.Path} is no recording that can be read: {failure.Message}", failure);
        }
    }

    /// <summary>Takes notice of what was written since; false where nothing was.</summary>
    public bool Refresh()
    {
        if (State == SegmentState.Complete)
            return false;
        // Asked first: who has ended in between is seen as one who has.
        var isWritten = !isLockedHere && SegmentLock.IsWritten(Path);
        var before = EndOffset;
        FileBytes = RandomAccess.GetLength(file);
        ProveKey();
        if (!TryReadEnd())
        {
            Walk();
            State = isWritten ? SegmentState.Recording : SegmentState.Torn;
        }
        return EndOffset > before || State == SegmentState.Complete;
    }

    /// <summary>Reads a chunk's header; false at the end of what is whole.</summary>
    public bool TryReadHeader(long offset, out RecordingChunkHeader header)
    {
        header = default;
        return offset >= 0 && offset <= FileBytes - RecordingChunkHeader.Bytes && TryRead(headerBytes, offset)
            && RecordingChunkHeader.TryRead(headerBytes, out header) && header.BodyBytes <= FileBytes - offset - RecordingChunkHeader.Bytes;
    }

    /// <summary>Reads a chunk's payload, opened; null where it is not what its sum or seal says. What has a link has it in <paramref name="link"/>.</summary>
    internal ChunkBuffer? ReadPayload(long offset, in RecordingChunkHeader header, out Digest link)
    {
        link = default;
        var body = new ChunkBuffer(header.BodyBytes);
        if (!TryRead(body.Memory.Span, offset + RecordingChunkHeader.Bytes) || Crc32C.Of(body.Memory.Span) != header.BodyCrc
            || header.IsSealed != (Facts.Salt is not null && header.Kind != RecordingChunkKind.Segment))
        {
            body.Dispose();
            return null;
        }
        if (header.IsSealed && !TryUnseal(ref body, header))
            return null;
        if (header.Kind is RecordingChunkKind.Pack or RecordingChunkKind.Index)
            return body;
        if (body.Memory.Length < Digest.Bytes)
        {
            body.Dispose();
            return null;
        }
        link = Digest.Read(body.Memory.Span[^Digest.Bytes..]);
        body.TrimEnd(Digest.Bytes);
        return body;
    }

    public void Dispose()
    {
        seal?.Dispose();
        if (!isLockedHere)
            file.Dispose();
    }

    bool TryUnseal(ref ChunkBuffer body, in RecordingChunkHeader header)
    {
        using var closed = body;
        if (seal is null || header.BodyBytes < ChunkSeal.ExtraBytes)
            return false;
        Span<byte> associated = stackalloc byte[RecordingChunkHeader.AssociatedBytes];
        header.WriteAssociated(associated);
        body = new ChunkBuffer(header.BodyBytes - ChunkSeal.ExtraBytes);
        if (seal.TryOpen(associated, closed.Memory.Span, body.Memory.Span))
            return true;
        body.Dispose();
        return false;
    }

    void ReadHead()
    {
        FileBytes = RandomAccess.GetLength(file);
        var magic = new byte[RecordingChunkHeader.FileMagic.Length];
        if (!TryRead(magic, 0) || !magic.AsSpan().SequenceEqual(RecordingChunkHeader.FileMagic))
            throw new RecordingFormatException("it does not begin as one does");
        if (!TryReadHeader(magic.Length, out var header) || header.Kind != RecordingChunkKind.Segment || header.IsSealed
            || header.BodyBytes > SegmentFacts.MaxBytes + Digest.Bytes)
            throw new RecordingFormatException("its segment chunk is not whole");
        // The facts decide whether the others are sealed; this one never is.
        Facts = new SegmentFacts { Display = "", Host = "", Start = "" };
        using var payload = ReadPayload(magic.Length, header, out var link) ?? throw new RecordingFormatException("its segment chunk is not whole");
        Facts = SegmentFacts.Read(payload.Memory.Span);
        (FactsPayload, FirstLink) = (payload.Memory.ToArray(), link);
        if (secret is not null && Digest.TryParse(Facts.Salt, out var salt))
            seal = new ChunkSeal(secret, salt);
        FirstChunkOffset = EndOffset = magic.Length + RecordingChunkHeader.Bytes + header.BodyBytes;
    }

    /// <summary>
    /// A key that opens neither the end nor the first chunk, though their sums are right, is another's: then the file is read as without a key. To take its chunks for damaged
    /// would be its end at the next repair.
    /// </summary>
    void ProveKey()
    {
        if (seal is null || isKeyProved)
            return;
        var endSays = TryReadEndHeader(out var endOffset, out var end) ? Opens(endOffset, end) : null;
        var firstSays = endSays != true && TryReadHeader(FirstChunkOffset, out var first) ? Opens(FirstChunkOffset, first) : null;
        isKeyProved = endSays == true || firstSays == true;
        if (isKeyProved || (endSays ?? firstSays) is null)
            return;
        seal.Dispose();
        seal = null;
    }

    /// <summary>Whether the key opens a chunk; null where that says nothing of the key.</summary>
    bool? Opens(long offset, in RecordingChunkHeader header)
    {
        if (!header.IsSealed || !IsWhole(offset, header))
            return null;
        using var payload = ReadPayload(offset, header, out _);
        return payload is not null;
    }

    /// <summary>The header of an end chunk, where the file ends with one.</summary>
    bool TryReadEndHeader(out long offset, out RecordingChunkHeader header)
    {
        offset = FileBytes - RecordingChunkHeader.Bytes - SegmentEnd.PayloadBytes - Digest.Bytes - (Facts.Salt is null ? 0 : ChunkSeal.ExtraBytes);
        header = default;
        return offset >= FirstChunkOffset && TryReadHeader(offset, out header) && header.Kind == RecordingChunkKind.End;
    }

    /// <summary>Whether the file ends with an index and an end chunk, as one does that was closed.</summary>
    bool TryReadEnd()
    {
        if (!TryReadEndHeader(out var endOffset, out var endHeader))
            return false;
        if (!IsReadable)
        {
            if (!IsWhole(endOffset, endHeader))
                return false;
            Walk();
            (State, EndMicroseconds) = (SegmentState.Complete, endHeader.TimeMicroseconds);
            return true;
        }
        try
        {
            using var endPayload = ReadPayload(endOffset, endHeader, out var endLink);
            if (endPayload is null)
                return false;
            var end = SegmentEnd.Read(endPayload.Memory.Span);
            if (end.IndexOffset < FirstChunkOffset || end.IndexOffset >= endOffset || !TryReadHeader(end.IndexOffset, out var indexHeader)
                || indexHeader.Kind != RecordingChunkKind.Index || end.IndexOffset + RecordingChunkHeader.Bytes + indexHeader.BodyBytes != endOffset)
                return false;
            using var index = ReadPayload(end.IndexOffset, indexHeader, out _);
            if (index is null)
                return false;
            points.Clear();
            points.AddRange(SegmentIndex.Read(index.Memory.Span));
            (State, End, EndLink) = (SegmentState.Complete, end, endLink);
            (EndOffset, EndMicroseconds) = (end.IndexOffset, endHeader.TimeMicroseconds);
            return true;
        }
        catch (RecordingFormatException)
        {
            return false;
        }
    }

    /// <summary>
    /// Goes on from <see cref="EndOffset"/> from header to header. Of the bodies only the last ones are read, up to one that is whole, as only those may not have come to the
    /// disk; the others' sums are checked when they are.
    /// </summary>
    void Walk()
    {
        var found = new List<(long Offset, RecordingChunkHeader Header)>();
        var before = EndMicroseconds;
        while (TryReadHeader(EndOffset, out var header) && header.Kind is RecordingChunkKind.Key or RecordingChunkKind.Delta or RecordingChunkKind.Pack)
        {
            found.Add((EndOffset, header));
            EndOffset += RecordingChunkHeader.Bytes + header.BodyBytes;
        }
        LostChunks = 0;
        while (found.Count > 0 && !IsWhole(found[^1].Offset, found[^1].Header))
        {
            EndOffset = found[^1].Offset;
            found.RemoveAt(found.Count - 1);
            LostChunks++;
        }
        EndMicroseconds = found.Count > 0 ? found[^1].Header.EndMicroseconds : before;
        points.AddRange(
            found.Where(chunk => chunk.Header.Kind != RecordingChunkKind.Delta).Select(chunk => new SeekPoint(chunk.Header.TimeMicroseconds, chunk.Offset)));
    }

    /// <summary>Whether a chunk's body is what its sum says; whether the key opens it is another question.</summary>
    internal bool IsWhole(long offset, in RecordingChunkHeader header)
    {
        using var body = new ChunkBuffer(header.BodyBytes);
        return TryRead(body.Memory.Span, offset + RecordingChunkHeader.Bytes) && Crc32C.Of(body.Memory.Span) == header.BodyCrc;
    }

    internal bool TryRead(Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            var read = RandomAccess.Read(file, destination, offset);
            if (read == 0)
                return false;
            destination = destination[read..];
            offset += read;
        }
        return true;
    }
}
