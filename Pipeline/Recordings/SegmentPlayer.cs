using Scanout.Codecs.Recording;

namespace Scanout.Pipeline.Recordings;

/// <summary>
/// Goes through a segment's pictures in the order of their times, from any seek point on. Behind a chunk that is not right it goes on at the next seek
/// point, if there is one, and tells of a gap. Owns its reader. One thread uses it.
/// </summary>
sealed class SegmentPlayer(SegmentReader reader) : IDisposable
{
    readonly List<ChunkBuffer> inUse = [];
    readonly List<ChunkBuffer> upcoming = [];
    readonly PackOpener packs = new();
    ChunkBuffer? passing;
    ReadOnlyMemory<byte> packRest;
    RecordsReader? records;
    long nextOffset = -1;
    long chunkOffset;
    long shownOffset;
    bool beginsAnew;
    bool isPending;
    bool needsKey;

    public SegmentReader Reader => reader;

    public RecordedScreen Screen { get; } = new();

    /// <summary>When the present picture, or its cursor, was first shown.</summary>
    public long TimeMicroseconds { get; private set; }

    /// <summary>When the next one is; null at the end, for now.</summary>
    public long? NextMicroseconds => isPending || Prepare() ? records!.TimeMicroseconds : null;

    /// <summary>What it tells beside its pictures.</summary>
    public SegmentNotes Notes { get; } = new(reader.Path, reader.Facts.StartTime);

    /// <summary>Goes to what is shown at a moment; false where nothing is known of it.</summary>
    public bool Seek(long micros)
    {
        var behind = FirstWhere(point => point.TimeMicroseconds > micros);
        if (behind == 0)
            return false;
        var point = reader.SeekPoints[behind - 1];
        // What lies ahead and before the next seek point is nearest from here.
        if (!Screen.HasPicture || micros < TimeMicroseconds || point.TimeMicroseconds > TimeMicroseconds)
            Restart(point.Offset);
        while (NextMicroseconds <= micros && Step())
        {
        }
        return Draw();
    }

    /// <summary>Goes to the next picture, or the next cursor over the same; false at the end, for now.</summary>
    public bool Next() => Step() && Draw();

    /// <summary>Decodes what there is to see; where that is damaged, goes on behind it.</summary>
    bool Draw()
    {
        for (;;)
        {
            try
            {
                Screen.Draw();
                return Screen.HasPicture;
            }
            catch (RecordingFormatException breach)
            {
                if (!PassOver(breach.Message) || !Step())
                    return false;
            }
        }
    }

    /// <summary>What can't be drawn ends with the next key chunk, which may have been opened already.</summary>
    bool PassOver(string problem)
    {
        if (!isPending || !beginsAnew)
            return Skip(problem);
        Notes.TakeDamage(problem, shownOffset, TimeMicroseconds, records!.TimeMicroseconds);
        return true;
    }

    bool Step()
    {
        while (isPending || Prepare())
        {
            try
            {
                do
                {
                    TakePending();
                }
                while ((isPending || Prepare()) && (!Screen.HasPicture || records!.TimeMicroseconds == TimeMicroseconds));
                return Screen.HasPicture;
            }
            catch (RecordingFormatException breach)
            {
                if (!Skip(breach.Message))
                    return false;
            }
        }
        return false;
    }

    /// <summary>Goes to the first picture.</summary>
    public void Rewind() => Restart(reader.FirstChunkOffset);

    public void Dispose()
    {
        Forget();
        packs.Dispose();
        reader.Dispose();
    }

    void Restart(long offset)
    {
        Forget();
        nextOffset = offset;
    }

    void Forget()
    {
        Screen.Reset();
        Drop(inUse);
        Drop(upcoming);
        passing?.Dispose();
        (passing, records, packRest, isPending, beginsAnew, needsKey) = (null, null, default, false, false, false);
    }

    static void Drop(List<ChunkBuffer> buffers)
    {
        foreach (var buffer in buffers)
            buffer.Dispose();
        buffers.Clear();
    }

    void TakePending()
    {
        if (beginsAnew)
        {
            Screen.Reset();
            beginsAnew = false;
            // A key chunk within a pack that is in use already brings no memory of its own.
            if (upcoming.Count > 0)
            {
                Drop(inUse);
                inUse.AddRange(upcoming);
                upcoming.Clear();
            }
        }
        Screen.Apply(records!);
        TimeMicroseconds = records!.TimeMicroseconds;
        shownOffset = chunkOffset;
        isPending = false;
    }

    /// <summary>Goes on to the next record that shows something, but does not take it yet; false where there is none.</summary>
    bool Prepare()
    {
        if (nextOffset < 0)
            nextOffset = reader.FirstChunkOffset;
        for (;;)
        {
            try
            {
                return GoOn();
            }
            catch (RecordingFormatException breach)
            {
                if (!Skip(breach.Message))
                    return false;
            }
        }
    }

    bool GoOn()
    {
        for (;;)
        {
            while (records?.Next() == true)
                if (records.Type is RecordType.Picture or RecordType.Cursor)
                    return isPending = true;
                else
                    Notes.Take(records);
            if (records?.HasLiteral == true)
                throw new RecordingFormatException("literals are left over");
            if (!NextRecords())
                return false;
        }
    }

    /// <summary>Opens the next chunk of records.</summary>
    bool NextRecords()
    {
        for (;;)
        {
            if (PackedChunk.TryTake(ref packRest, out var packed))
            {
                Begin(new RecordsReader(packed.Payload, packed.TimeMicroseconds, isPacked: true), packed.Kind);
                return true;
            }
            // What was read to its end may have grown; what is behind it is not known to be whole yet.
            if (nextOffset >= reader.EndOffset)
                return false;
            if (TryOpenChunk())
                return true;
        }
    }

    /// <summary>Opens the next chunk of the file; false where it is a pack, whose first chunk is the next one then, or can't be shown.</summary>
    bool TryOpenChunk()
    {
        if (!reader.IsReadable)
            throw new RecordingException($"{reader.Path} {reader.WhyUnreadable}");
        chunkOffset = nextOffset;
        if (!reader.TryReadHeader(nextOffset, out var header))
            throw new RecordingFormatException("what should be a chunk's header is none");
        nextOffset += RecordingChunkHeader.Bytes + header.BodyBytes;
        if (needsKey && header.Kind == RecordingChunkKind.Delta)
            return false;
        if (reader.ReadPayload(chunkOffset, header, out _) is not { } payload)
            throw new RecordingFormatException("the chunk is not what its sum or its seal says");
        if (header.Kind == RecordingChunkKind.Pack)
        {
            using (payload)
                packRest = Unpack(payload);
            return false;
        }
        passing?.Dispose();
        passing = payload;
        if (header.Kind == RecordingChunkKind.Key)
            Drop(upcoming);
        Begin(new RecordsReader(payload.Memory, header.TimeMicroseconds, isPacked: false), header.Kind);
        // What has no literals is not needed any longer than its records are.
        if (records!.HasLiteral)
        {
            (beginsAnew ? upcoming : inUse).Add(payload);
            passing = null;
        }
        return true;
    }

    void Begin(RecordsReader next, RecordingChunkKind kind)
    {
        records = next;
        if (kind == RecordingChunkKind.Key)
            (beginsAnew, needsKey) = (true, false);
        else if (kind != RecordingChunkKind.Delta)
            throw new RecordingFormatException($"a chunk of kind {(int)kind} is where records should be");
    }

    ReadOnlyMemory<byte> Unpack(ChunkBuffer payload)
    {
        // It begins with a key: of what came before it, and was not shown, nothing will be.
        Drop(upcoming);
        var content = packs.Open(payload.Memory.Span);
        upcoming.Add(content);
        return content.Memory;
    }

    /// <summary>What is behind a chunk that is not right, up to the next seek point, can't be shown; false where there is none.</summary>
    bool Skip(string problem)
    {
        Notes.TakeDamage(problem, chunkOffset);
        (records, packRest, isPending, beginsAnew, needsKey) = (null, default, false, false, true);
        Drop(upcoming);
        var points = reader.SeekPoints;
        for (var index = FirstWhere(point => point.Offset > chunkOffset); index < points.Count; index++)
        {
            // An index may say anything; only a place where reading does begin is gone to.
            var point = points[index];
            if (!reader.TryReadHeader(point.Offset, out var header) || header.Kind is not (RecordingChunkKind.Key or RecordingChunkKind.Pack))
                continue;
            Notes.TakeDamage(problem, chunkOffset, TimeMicroseconds, point.TimeMicroseconds);
            (nextOffset, chunkOffset) = (point.Offset, point.Offset);
            return true;
        }
        nextOffset = reader.EndOffset;
        return false;
    }

    /// <summary>The first seek point that is behind something; their times and offsets never go back.</summary>
    int FirstWhere(Predicate<SeekPoint> isBehind)
    {
        var points = reader.SeekPoints;
        var (low, high) = (0, points.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isBehind(points[middle]))
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
}
