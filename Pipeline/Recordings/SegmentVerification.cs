using Scanout.Codecs.Recording;

namespace Scanout.Pipeline.Recordings;

/// <summary>Something that is not as it should be in a segment.</summary>
/// <param name="Path">The file.</param>
/// <param name="Offset">The chunk's.</param>
/// <param name="Problem">One sentence.</param>
public sealed record SegmentFault(string Path, long Offset, string Problem)
{
    public override string ToString() => $"{Path}: byte {Offset}: {Problem}";
}

/// <summary>What came of checking a segment: every sum, every record, every tile, the chain, the index and the end.</summary>
/// <param name="Faults">Empty where all is well.</param>
/// <param name="State">What has become of it.</param>
/// <param name="LastLink">The link of its last chunk that is as it should be.</param>
/// <param name="EndLink">The link of its end chunk, which the next segment says that it follows; null where there is none that can be read.</param>
/// <param name="Previous">The link that the segment before it should end with; null where it says none.</param>
/// <param name="PictureCount">Pictures that were checked.</param>
/// <param name="EndOffset">Behind the last chunk of records that is whole.</param>
public sealed record SegmentVerification(
    IReadOnlyList<SegmentFault> Faults, SegmentState State, Digest LastLink, Digest? EndLink, Digest? Previous, long PictureCount, long EndOffset)
{
    /// <exception cref="RecordingException">The file is no recording.</exception>
    public static SegmentVerification Run(string path, byte[]? secret, CancellationToken cancellationToken)
    {
        using var reader = SegmentReader.Open(path, secret);
        var faults = new List<SegmentFault>();
        using var run = new Checks(reader, (offset, problem) => faults.Add(new SegmentFault(path, offset, problem)));
        run.CheckFirst();
        run.CheckRecords(cancellationToken);
        run.CheckEnd();
        if (reader.State == SegmentState.Torn && ChunkSearch.FindBehind(reader, cancellationToken) is { } behind)
            faults.Add(new SegmentFault(path, reader.EndOffset, $"what should be a chunk is none, and a whole one begins behind it at byte {behind}"));
        return new SegmentVerification(
            faults, reader.State, run.Last, reader.EndLink, Digest.TryParse(reader.Facts.Previous, out var previous) ? previous : null, run.Pictures,
            reader.EndOffset);
    }

    sealed class Checks(SegmentReader reader, Action<long, string> tell) : IDisposable
    {
        readonly RecordingChain chain = new();
        readonly RecordedScreen screen = new();
        readonly List<SeekPoint> points = [];
        long lastMicroseconds;
        bool isBroken;
        int gaps;

        public Digest Last { get; private set; }

        public long Pictures { get; private set; }

        public void CheckFirst()
        {
            chain.Begin(RecordingChunkKind.Segment, 0, 0);
            chain.Append(reader.FactsPayload);
            if (chain.Complete() != reader.FirstLink)
                tell(RecordingChunkHeader.FileMagic.Length, "the segment chunk is not what its link says");
            Last = reader.FirstLink;
        }

        public void CheckRecords(CancellationToken cancellationToken)
        {
            var lastOffset = -1L;
            foreach (var chunk in SegmentWalk.Chunks(reader, Break))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (chunk.Offset != lastOffset && (chunk.IsPacked || chunk.Kind == RecordingChunkKind.Key))
                    points.Add(new SeekPoint(chunk.TimeMicroseconds, chunk.Offset));
                if (chunk.Offset != lastOffset && chunk.IsPacked && chunk.Kind != RecordingChunkKind.Key)
                    tell(chunk.Offset, "a pack does not begin with a key chunk");
                if (lastOffset < 0 && !chunk.IsPacked && chunk.Kind != RecordingChunkKind.Key)
                    tell(chunk.Offset, "the first chunk of records is no key chunk");
                lastOffset = chunk.Offset;
                try
                {
                    if (chunk.LinkAfter(Last, chain) != chunk.Link)
                        tell(chunk.Offset, "the chunk is not what the chain says: it was changed, or one before it was added or removed");
                    CheckChunk(chunk);
                }
                catch (RecordingFormatException breach)
                {
                    Break(chunk.Offset, breach.Message);
                    return;
                }
                Last = chunk.Link;
            }
        }

        public void CheckEnd()
        {
            if (isBroken || reader.End is not { } end)
                return;
            if (!points.SequenceEqual(reader.SeekPoints))
                tell(end.IndexOffset, "the index is not what the chunks say");
            if (end.PictureCount != Pictures || end.GapCount != gaps)
                tell(end.IndexOffset, $"the end counts {end.PictureCount} pictures and {end.GapCount} gaps, and there are {Pictures} and {gaps}");
            var endOffset = reader.TryReadHeader(end.IndexOffset, out var index)
                ? end.IndexOffset + RecordingChunkHeader.Bytes + index.BodyBytes : end.IndexOffset;
            if (!reader.TryReadHeader(endOffset, out var header) || header.Kind != RecordingChunkKind.End)
            {
                tell(endOffset, "the end chunk does not follow the index");
                return;
            }
            using var payload = reader.ReadPayload(endOffset, header, out var link);
            if (payload is null)
            {
                tell(endOffset, "the end chunk is not what its sum or its seal says");
                return;
            }
            payload.Memory.Span[..8].Clear();
            chain.Resume(Last);
            chain.Begin(header);
            chain.Append(payload.Memory.Span);
            if (chain.Complete() != link)
                tell(endOffset, "the end chunk is not what the chain says: it was changed, or chunks before it were added or removed");
            Last = link;
        }

        public void Dispose() => chain.Dispose();

        void CheckChunk(in WalkedChunk chunk)
        {
            if (chunk.Kind == RecordingChunkKind.Key)
                screen.Reset();
            else if (points.Count == 0)
                tell(chunk.Offset, "what comes first is no key chunk");
            if (chunk.TimeMicroseconds < lastMicroseconds)
                tell(chunk.Offset, "the chunk's time is before that of what comes before it");
            // Contents are referred to up to the next key chunk, longer than the walk keeps its memory.
            var records = new RecordsReader(chunk.Payload.ToArray(), chunk.TimeMicroseconds, chunk.IsPacked);
            while (records.Next())
            {
                screen.Apply(records);
                Pictures += records.Type == RecordType.Picture ? 1 : 0;
                gaps += records.Type == RecordType.Gap ? 1 : 0;
                if (records.TimeMicroseconds > chunk.TimeMicroseconds + chunk.SpanMilliseconds * 1000L)
                    tell(chunk.Offset, "a record is later than its chunk's span");
                lastMicroseconds = records.TimeMicroseconds;
            }
            if (records.HasLiteral)
                throw new RecordingFormatException("literals are left over");
            if (chunk.Kind == RecordingChunkKind.Key && !screen.HasPicture)
                tell(chunk.Offset, "a key chunk has no whole picture");
        }

        void Break(long offset, string problem)
        {
            isBroken = true;
            tell(offset, problem);
        }
    }
}
