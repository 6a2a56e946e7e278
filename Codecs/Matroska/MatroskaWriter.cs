using System.Buffers;

namespace Scanout.Codecs.Matroska;

/// <summary>
/// Writes a Matroska file (RFC 9559) of one video track as a stream: its beginning, frames in clusters, and its end with the cues. Where
/// the output can seek, the beginning is written once more in its place when all else stands there: then it tells lengths and where the
/// cues are. Times are whole milliseconds: players are made for that, FFmpeg's own writer knows nothing finer, and no display is looked
/// at more often. One thread at a time.
/// </summary>
public sealed class MatroskaWriter(MatroskaVideo video)
{
    const ulong NanosecondsPerMillisecond = 1_000_000;

    /// <summary>A cluster is ended when it has this much; it is kept in memory until then.</summary>
    const int ClusterBytes = 1024 * 1024;

    /// <summary>A cluster is ended when it lasts this long: players wait for it. The format ends at 32 s.</summary>
    const long ClusterMilliseconds = 5_000;

    /// <summary>A cluster that is younger is not ended just so that a key picture may begin the next one.</summary>
    const long KeyMilliseconds = 1_000;

    const byte KeyFlag = 0x80;

    readonly ArrayBufferWriter<byte> blocks = new();
    readonly ArrayBufferWriter<byte> pieces = new();
    readonly List<(long Milliseconds, long Position)> cues = [];
    long segmentAt;
    long position;
    long cuesAt;
    long endAt;
    long clusterTime;
    long lastTime = -1;
    long durationMilliseconds;
    bool clusterHasKey;

    /// <summary>Bytes written so far, cues and the beginning included.</summary>
    public long Position => position;

    /// <summary>When the first picture was shown: nanoseconds since the beginning of 2001 in UTC; null where nobody knows.</summary>
    public long? DateNanoseconds { get; init; }

    /// <summary>
    /// Writes the beginning. After <see cref="WriteEnd"/> it has the same length as before and takes the place of the first one.
    /// </summary>
    public void WriteBeginning(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var isWhole = endAt > 0;
        var beginning = new ArrayBufferWriter<byte>();
        WriteElement(beginning, MatroskaId.Ebml, into =>
        {
            EbmlWriter.WriteText(into, MatroskaId.DocType, "matroska");
            EbmlWriter.WriteUnsigned(into, MatroskaId.DocTypeVersion, 4);
            EbmlWriter.WriteUnsigned(into, MatroskaId.DocTypeReadVersion, 2);
        });
        EbmlWriter.WriteId(beginning, MatroskaId.Segment);
        segmentAt = beginning.WrittenCount + EbmlWriter.FullLengthBytes;
        EbmlWriter.WriteFullLength(beginning, isWhole ? (ulong)(endAt - segmentAt) : EbmlWriter.UnknownLength);
        WriteSeekHead(beginning, isWhole);
        WriteElement(beginning, MatroskaId.Info, into => WriteInfo(into, isWhole));
        WriteElement(beginning, MatroskaId.Tracks, into => WriteElement(into, MatroskaId.TrackEntry, WriteTrack));
        output.Write(beginning.WrittenSpan);
        if (!isWhole)
            position = beginning.WrittenCount;
    }

    /// <summary>Adds a picture; what is written to the output are the clusters that are whole.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="milliseconds">Later than the picture before.</param>
    /// <param name="frame">What the codec made of it.</param>
    /// <param name="isKey">Whether it can be decoded without the ones before.</param>
    /// <param name="duration">How long it is shown, in milliseconds; null where the next picture says it.</param>
    public void WriteFrame(IBufferWriter<byte> output, long milliseconds, ReadOnlySpan<byte> frame, bool isKey, long? duration = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(milliseconds, lastTime);
        var age = milliseconds - clusterTime;
        if (blocks.WrittenCount > 0
            && (blocks.WrittenCount + frame.Length > ClusterBytes || age > ClusterMilliseconds || isKey && age >= KeyMilliseconds))
            WriteCluster(output);
        if (blocks.WrittenCount == 0)
            (clusterTime, clusterHasKey) = (milliseconds, isKey);
        if (duration is { } shown)
            WriteGroup(milliseconds, frame, isKey, shown);
        else
            WriteBlock(blocks, MatroskaId.SimpleBlock, milliseconds, frame, isKey ? KeyFlag : (byte)0);
        (lastTime, durationMilliseconds) = (milliseconds, milliseconds + (duration ?? 0));
        if (blocks.WrittenCount >= ClusterBytes)
            WriteCluster(output);
    }

    /// <summary>Writes what is left, and the cues.</summary>
    public void WriteEnd(IBufferWriter<byte> output)
    {
        WriteCluster(output);
        cuesAt = position;
        pieces.ResetWrittenCount();
        if (cues.Count > 0)
            WriteElement(pieces, MatroskaId.Cues, into =>
            {
                foreach (var (milliseconds, at) in cues)
                    WriteElement(into, MatroskaId.CuePoint, point => WriteCue(point, milliseconds, at));
            });
        output.Write(pieces.WrittenSpan);
        position += pieces.WrittenCount;
        endAt = position;
    }

    /// <summary>Where the cues are: known only at the end, and so a number whose length is always the same.</summary>
    void WriteSeekHead(ArrayBufferWriter<byte> output, bool isWhole)
    {
        var entry = new ArrayBufferWriter<byte>();
        WriteElement(entry, MatroskaId.SeekHead, head => WriteElement(head, MatroskaId.Seek, seek =>
        {
            EbmlWriter.WriteId(seek, MatroskaId.SeekId);
            EbmlWriter.WriteLength(seek, 4);
            EbmlWriter.WriteId(seek, MatroskaId.Cues);
            EbmlWriter.WriteSigned(seek, MatroskaId.SeekPosition, cuesAt - segmentAt);
        }));
        if (isWhole && cues.Count > 0)
            output.Write(entry.WrittenSpan);
        else
            EbmlWriter.WriteVoid(output, entry.WrittenCount);
    }

    void WriteInfo(ArrayBufferWriter<byte> output, bool isWhole)
    {
        EbmlWriter.WriteUnsigned(output, MatroskaId.TimestampScale, NanosecondsPerMillisecond);
        if (DateNanoseconds is { } date)
            EbmlWriter.WriteSigned(output, MatroskaId.DateUtc, date);
        EbmlWriter.WriteText(output, MatroskaId.MuxingApp, "Scanout");
        EbmlWriter.WriteText(output, MatroskaId.WritingApp, "Scanout");
        if (isWhole)
            EbmlWriter.WriteFloat(output, MatroskaId.Duration, durationMilliseconds);
        else
            EbmlWriter.WriteVoid(output, 11);
    }

    void WriteTrack(ArrayBufferWriter<byte> output)
    {
        EbmlWriter.WriteUnsigned(output, MatroskaId.TrackNumber, 1);
        EbmlWriter.WriteUnsigned(output, MatroskaId.TrackUid, 1);
        EbmlWriter.WriteUnsigned(output, MatroskaId.TrackType, 1);
        EbmlWriter.WriteUnsigned(output, MatroskaId.FlagLacing, 0);
        EbmlWriter.WriteText(output, MatroskaId.CodecId, video.CodecId);
        if (!video.CodecPrivate.IsEmpty)
            EbmlWriter.WriteBytes(output, MatroskaId.CodecPrivate, video.CodecPrivate.Span);
        WriteElement(output, MatroskaId.Video, into =>
        {
            EbmlWriter.WriteUnsigned(into, MatroskaId.PixelWidth, (ulong)video.WidthPixels);
            EbmlWriter.WriteUnsigned(into, MatroskaId.PixelHeight, (ulong)video.HeightPixels);
            if (!video.UncompressedFourcc.IsEmpty)
                EbmlWriter.WriteBytes(into, MatroskaId.UncompressedFourcc, video.UncompressedFourcc.Span);
        });
    }

    /// <summary>A block that says how long it is shown can be no simple one, and must say what it refers to.</summary>
    void WriteGroup(long milliseconds, ReadOnlySpan<byte> frame, bool isKey, long duration)
    {
        pieces.ResetWrittenCount();
        WriteBlock(pieces, MatroskaId.Block, milliseconds, frame, 0);
        EbmlWriter.WriteUnsigned(pieces, MatroskaId.BlockDuration, (ulong)duration);
        if (!isKey)
            EbmlWriter.WriteSigned(pieces, MatroskaId.ReferenceBlock, lastTime - milliseconds);
        EbmlWriter.WriteBytes(blocks, MatroskaId.BlockGroup, pieces.WrittenSpan);
    }

    void WriteBlock(ArrayBufferWriter<byte> output, uint id, long milliseconds, ReadOnlySpan<byte> frame, byte flags)
    {
        var age = (short)(milliseconds - clusterTime);
        EbmlWriter.WriteId(output, id);
        EbmlWriter.WriteLength(output, (ulong)frame.Length + 4);
        // The track's number as a length is written, the time within the cluster, flags.
        output.Write<byte>([0x81, (byte)(age >> 8), (byte)age, flags]);
        output.Write(frame);
    }

    void WriteCluster(IBufferWriter<byte> output)
    {
        if (blocks.WrittenCount == 0)
            return;
        if (clusterHasKey && (cues.Count == 0 || clusterTime - cues[^1].Milliseconds >= KeyMilliseconds))
            cues.Add((clusterTime, position - segmentAt));
        pieces.ResetWrittenCount();
        EbmlWriter.WriteUnsigned(pieces, MatroskaId.Timestamp, (ulong)clusterTime);
        var head = new ArrayBufferWriter<byte>(32);
        EbmlWriter.WriteId(head, MatroskaId.Cluster);
        EbmlWriter.WriteLength(head, (ulong)pieces.WrittenCount + (ulong)blocks.WrittenCount);
        output.Write(head.WrittenSpan);
        output.Write(pieces.WrittenSpan);
        output.Write(blocks.WrittenSpan);
        position += head.WrittenCount + pieces.WrittenCount + blocks.WrittenCount;
        blocks.ResetWrittenCount();
    }

    static void WriteCue(ArrayBufferWriter<byte> output, long milliseconds, long at)
    {
        EbmlWriter.WriteUnsigned(output, MatroskaId.CueTime, (ulong)milliseconds);
        WriteElement(output, MatroskaId.CueTrackPositions, into =>
        {
            EbmlWriter.WriteUnsigned(into, MatroskaId.CueTrack, 1);
            EbmlWriter.WriteUnsigned(into, MatroskaId.CueClusterPosition, (ulong)at);
        });
    }

    static void WriteElement(ArrayBufferWriter<byte> output, uint id, Action<ArrayBufferWriter<byte>> write)
    {
        var content = new ArrayBufferWriter<byte>();
        write(content);
        EbmlWriter.WriteBytes(output, id, content.WrittenSpan);
    }
}
