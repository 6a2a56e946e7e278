using System.Buffers.Binary;
using System.Diagnostics;

namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>
/// The display channel: paints or counts what comes, and tells which frames are complete. Read on one thread, asked on any.
/// </summary>
sealed class DisplayReader(ChannelWire wire, ViewerConduct conduct, MultiMediaClock clock) : ChannelReader(wire, conduct)
{
    const int Mark = 102, CopyBits = 104, DrawFill = 302, DrawCopy = 304, SurfaceCreate = 314;
    const int StreamCreate = 122, StreamFrame = 123, StreamDestroy = 125, StreamDestroyAll = 126, StreamActivateReport = 319;
    const int StreamReport = 102;
    const int BaseBytes = 21;

    readonly Lock gate = new();
    readonly ImageDecoder decoder = new();
    readonly Dictionary<uint, ViewerStream> streams = [];
    readonly List<(int Frame, long At)> arrivals = [];
    readonly List<StreamArrival> streamArrivals = [];
    FrameWatch watch = new(0, 0);
    ViewerPicture? picture;
    ViewerTally tally;
    int width, height;
    long missingPixels = long.MaxValue;
    bool isMarked;
    bool hasAdvanced;
    StreamArrival? streamed;

    public bool IsReading => Conduct.IsReading;

    /// <summary>The first whole picture and MARK have come.</summary>
    public ManualResetEventSlim HasPicture { get; } = new();

    public ViewerTally Tally
    {
        get
        {
            lock (gate)
                return tally;
        }
    }

    /// <summary>Frames in the order in which they were complete, and when.</summary>
    public IReadOnlyList<(int Frame, long At)> Arrivals
    {
        get
        {
            lock (gate)
                return [.. arrivals];
        }
    }

    public IReadOnlyList<StreamArrival> StreamArrivals
    {
        get
        {
            lock (gate)
                return [.. streamArrivals];
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        decoder.Dispose();
        HasPicture.Dispose();
    }

    protected override int TakenBytes(int type) => Conduct.IsReading && type is DrawCopy or StreamFrame ? int.MaxValue : 128;

    protected override void Read(int type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case Mark:
                isMarked = true;
                break;
            case SurfaceCreate when Word(body) == 0:
                (width, height) = ((int)Word(body[4..]), (int)Word(body[8..]));
                watch = new(width, height);
                picture = Conduct.IsReading ? new(width, height) : null;
                (missingPixels, isMarked) = (width * height, false);
                break;
            case DrawCopy:
                ReadDraw(body);
                break;
            case DrawFill:
                ReadFill(body);
                break;
            case CopyBits:
                ReadMove(body);
                break;
            case StreamCreate:
                streams[Word(body[4..])] = new(Box.Read(body[34..]));
                break;
            case StreamFrame:
                ReadStreamFrame(body);
                break;
            case StreamActivateReport when streams.TryGetValue(Word(body), out var stream):
                stream.Activate(body);
                break;
            case StreamDestroy:
                streams.Remove(Word(body));
                break;
            case StreamDestroyAll:
                streams.Clear();
                break;
        }
    }

    protected override void AfterMessage()
    {
        var now = Stopwatch.GetTimestamp();
        lock (gate)
        {
            tally = tally with { Bytes = Wire.Taken };
            if (hasAdvanced)
            {
                tally = tally with { Frames = tally.Frames + 1 };
                arrivals.Add((watch.Complete, now));
            }
            if (streamed is { } frame)
                streamArrivals.Add(frame with { ArrivedAt = now });
        }
        (hasAdvanced, streamed) = (false, null);
        if (isMarked && missingPixels <= 0 && !HasPicture.IsSet)
            HasPicture.Set();
    }

    void ReadDraw(ReadOnlySpan<byte> body)
    {
        var box = Box.Read(body[4..]);
        var clips = Clips(body);
        var at = BaseBytes + (body[20] == 0 ? 0 : sizeof(uint) + clips.Length);
        var isRead = false;
        if (picture is not null)
        {
            var source = Box.Read(body[(at + 4)..]);
            var image = decoder.Decode(body[(int)Word(body[at..])..], out var imageWidth);
            if (isRead = !image.IsEmpty)
                picture.Paint(image, imageWidth, source.Left, source.Top, box, clips);
        }
        tally = tally with { Draws = tally.Draws + 1, Unread = tally.Unread + (isRead ? 0 : 1) };
        Painted(box);
    }

    void ReadFill(ReadOnlySpan<byte> body)
    {
        var at = BaseBytes + (body[20] == 0 ? 0 : sizeof(uint) + Clips(body).Length);
        var box = Box.Read(body[4..]);
        picture?.Fill(box, Word(body[(at + 1)..]));
        tally = tally with { Draws = tally.Draws + 1 };
        Painted(box);
    }

    void ReadMove(ReadOnlySpan<byte> body)
    {
        tally = tally with { Copies = tally.Copies + 1 };
        picture?.Move(Box.Read(body[4..]), (int)Word(body[BaseBytes..]), (int)Word(body[(BaseBytes + 4)..]));
    }

    void ReadStreamFrame(ReadOnlySpan<byte> body)
    {
        if (!streams.TryGetValue(Word(body), out var stream))
            return;
        var time = Word(body[4..]);
        var early = clock.Until(time);
        tally = tally with
        {
            StreamFrames = tally.StreamFrames + 1, LateStreamFrames = tally.LateStreamFrames + (early < TimeSpan.Zero ? 1 : 0),
        };
        if (stream.Report(Word(body), time, early) is { } report)
            Answer(StreamReport, report);
        if (picture is not null)
        {
            var box = stream.Box;
            var image = decoder.DecodeJpeg(body.Slice(12, (int)Word(body[8..])), box.Width, box.Height);
            picture.Paint(image, box.Width, 0, 0, box, []);
        }
        Painted(stream.Box);
        streamed = watch.Fresh is { } frame ? new(frame, 0, early) : null;
    }

    void Painted(Box box)
    {
        missingPixels -= (long)box.Width * box.Height;
        hasAdvanced |= picture is null ? watch.Count(box) : watch.Look(picture, box);
    }

    static ReadOnlySpan<byte> Clips(ReadOnlySpan<byte> body) =>
        body[20] == 0 ? [] : body.Slice(BaseBytes + sizeof(uint), (int)Math.Min(Word(body[BaseBytes..]) * Box.Bytes, body.Length - 25));

    static uint Word(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadUInt32LittleEndian(body);
}
