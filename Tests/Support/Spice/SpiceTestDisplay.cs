namespace Scanout.Tests.Support.Spice;

/// <summary>
/// The display channel's other end: keeps the picture that it was sent, pixel for pixel, and fails the test where a server does what
/// clients can not bear (SPICE, display channel): a draw without a surface or outside of it, an image that is not there, a surface that is
/// created twice.
/// </summary>
public sealed class SpiceTestDisplay(SpiceTestChannel channel) : IAsyncDisposable
{
    public const ushort Mark = 102, CopyBits = 104, StreamCreate = 122, StreamData = 123, StreamDestroy = 125;
    public const ushort DrawFill = 302, DrawCopy = 304, SurfaceCreate = 314, SurfaceDestroy = 315, Monitors = 317, ActivateReport = 319;
    public const ushort Init = 101, StreamReport = 102, PreferredCompression = 103;

    /// <summary>Where in DRAW_COPY's body the image lies.</summary>
    const uint ImageOffset = 57;

    const int PutOperation = 8;

    readonly Dictionary<ushort, int> counts = [];

    public SpiceTestChannel Channel => channel;

    /// <summary>Whether messages that a server of ours has no business to send are passed over.</summary>
    public bool TakesUnknownMessages { get; init; }

    /// <summary>The surface as it is now; null where there is none.</summary>
    public SpiceTestSurface? Surface { get; private set; }

    /// <summary>Whether the client has been told to show its surface.</summary>
    public bool IsMarked { get; private set; }

    /// <summary>The size that MONITORS_CONFIG told last.</summary>
    public (int Width, int Height)? Monitor { get; private set; }

    /// <summary>The streams that are there, and every stream frame that came, undecoded.</summary>
    public Dictionary<uint, SpiceTestStream> Streams { get; } = [];

    public List<SpiceTestStreamFrame> StreamFrames { get; } = [];

    /// <summary>What each draw drew and how, in order.</summary>
    public List<SpiceTestDraw> Draws { get; } = [];

    /// <summary>Drawing messages since the last PING, and the most that there were between two.</summary>
    public int DrawsSincePing { get; private set; }

    public int MostDrawsBetweenPings { get; private set; }

    /// <summary>How many messages of a type have come.</summary>
    public int Count(ushort type) => counts.GetValueOrDefault(type);

    /// <summary>Opens the display: DISPLAY_INIT and, where a compression is named, the wish for it, in one segment.</summary>
    public async Task InitAsync(byte? compression = null)
    {
        // As spice-gtk sends it, but with no cache: no image is to be kept.
        if (compression is { } wish)
            await channel.SendAsync(Init, new byte[14], PreferredCompression, new[] { wish });
        else
            await channel.SendAsync(Init, new byte[14]);
    }

    /// <summary>Reads and draws until the condition holds, for twice as long as the channel has patience.</summary>
    public async Task ReadUntilAsync(Func<bool> condition, string what = "what is waited for")
    {
        using var limit = new CancellationTokenSource(channel.Patience * 2);
        while (!condition())
            try
            {
                await ReadAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{what} does not come: {this}");
            }
    }

    /// <summary>Reads and draws what there is, until nothing comes for a moment: 50 ms where none is named.</summary>
    public async Task DrainAsync(TimeSpan? moment = null)
    {
        while (await channel.HasMessageAsync(moment ?? TimeSpan.FromMilliseconds(50)))
            await ReadAsync();
    }

    /// <summary>Reads one message and does what it says.</summary>
    public async Task<SpiceTestMessage> ReadAsync(CancellationToken cancellationToken = default)
    {
        var message = await channel.ReadAsync(cancellationToken);
        Take(message);
        return message;
    }

    /// <summary>Does what a message says.</summary>
    public void Take(SpiceTestMessage message)
    {
        counts[message.Type] = Count(message.Type) + 1;
        var reader = new SpiceTestReader(message.Body);
        switch (message.Type)
        {
            case SpiceTestChannel.SetAck or SpiceTestChannel.Notify or SpiceTestChannel.Disconnecting:
                return;
            case SpiceTestChannel.Ping:
                DrawsSincePing = 0;
                return;
            case Mark:
                Assert.NotNull(Surface);
                IsMarked = true;
                break;
            case SurfaceCreate:
                TakeSurface(ref reader);
                break;
            case SurfaceDestroy:
                Assert.Equal(0u, reader.U32());
                Assert.NotNull(Surface);
                Assert.Empty(Streams);
                (Surface, IsMarked) = (null, false);
                break;
            case Monitors:
                TakeMonitors(ref reader);
                break;
            case DrawCopy:
                TakeCopy(ref reader);
                break;
            case DrawFill:
                TakeFill(ref reader);
                break;
            case CopyBits:
                var box = TakeBase(ref reader);
                var source = box with { X = reader.I32(), Y = reader.I32() };
                Assert.True(source.IsInside(Surface!.Width, Surface.Height), $"COPY_BITS from {source}");
                Surface.Move(box, source);
                Draws.Add(new SpiceTestDraw(CopyBits, box));
                break;
            case StreamCreate:
                TakeStream(ref reader);
                break;
            case StreamData:
                var (stream, time) = (reader.U32(), reader.U32());
                Assert.NotEqual(0u, time);
                Assert.True(Streams.ContainsKey(stream), $"a frame of stream {stream}, which is not there");
                StreamFrames.Add(new SpiceTestStreamFrame(stream, time, reader.Take(reader.I32()).ToArray()));
                break;
            case StreamDestroy:
                Assert.True(Streams.Remove(reader.U32()), "a stream is destroyed that is not there");
                break;
            case ActivateReport:
                var of = reader.U32();
                Streams[of] = Streams[of] with { Report = (reader.U32(), reader.U32(), reader.U32()) };
                break;
            default:
                Assert.True(TakesUnknownMessages, $"a message of type {message.Type}");
                return;
        }
        reader.End();
    }

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    public override string ToString() =>
        $"{Surface?.Width}x{Surface?.Height}, marked {IsMarked}, messages "
        + string.Join(' ', counts.Select(count => $"{count.Key}:{count.Value}"));

    void TakeSurface(ref SpiceTestReader reader)
    {
        Assert.Null(Surface);
        var (id, width, height, format, flags) = (reader.U32(), reader.I32(), reader.I32(), reader.U32(), reader.U32());
        // 32 bits of xRGB; the primary surface.
        Assert.Equal((0u, 32u, 1u), (id, format, flags));
        Assert.InRange(width, 1, 32767);
        Assert.InRange(height, 1, 32767);
        Surface = new SpiceTestSurface(width, height);
    }

    void TakeMonitors(ref SpiceTestReader reader)
    {
        var (count, most) = (reader.U16(), reader.U16());
        Assert.InRange(count, 1, most);
        for (var monitor = 0; monitor < count; monitor++)
        {
            var (_, surface, width, height, x, y, flags) =
                (reader.U32(), reader.U32(), reader.I32(), reader.I32(), reader.U32(), reader.U32(), reader.U32());
            Assert.Equal((0u, 0u, 0u, 0u), (surface, x, y, flags));
            Monitor = (width, height);
        }
    }

    SpiceTestBox TakeBase(ref SpiceTestReader reader)
    {
        Assert.True(Surface is not null, "a draw before there is a surface");
        Assert.Equal(0u, reader.U32());
        var box = reader.Box();
        Assert.True(box.IsInside(Surface.Width, Surface.Height), $"a draw at {box} of a surface of {Surface.Width}x{Surface.Height}");
        // spice-html5 knows nothing of clips.
        Assert.Equal(0, reader.U8());
        DrawsSincePing++;
        MostDrawsBetweenPings = Math.Max(MostDrawsBetweenPings, DrawsSincePing);
        return box;
    }

    void TakeCopy(ref SpiceTestReader reader)
    {
        var box = TakeBase(ref reader);
        Assert.Equal(ImageOffset, reader.U32());
        Assert.Equal(new SpiceTestBox(0, 0, box.Width, box.Height), reader.Box());
        Assert.Equal((PutOperation, 0), (reader.U16(), reader.U8()));
        TakeMask(ref reader);
        var (id, type, flags, width, height) = (reader.U64(), reader.U8(), reader.U8(), reader.I32(), reader.I32());
        Assert.Equal((0, box.Width, box.Height), (flags, width, height));
        var payload = reader.Rest();
        Surface!.Put(box, SpiceImageDecoder.Decode(type, width, height, payload, out var payloadBytes));
        Assert.Equal(payload.Length, payloadBytes);
        Draws.Add(new SpiceTestDraw(DrawCopy, box, id, type, payloadBytes));
    }

    void TakeFill(ref SpiceTestReader reader)
    {
        var box = TakeBase(ref reader);
        Assert.Equal(1, reader.U8());
        var colour = reader.U32();
        Assert.InRange(colour, 0u, 0xFFFFFFu);
        Assert.Equal(PutOperation, reader.U16());
        TakeMask(ref reader);
        Surface!.Fill(box, colour);
        Draws.Add(new SpiceTestDraw(DrawFill, box));
    }

    /// <summary>No mask: no flags, no place, no bitmap.</summary>
    static void TakeMask(ref SpiceTestReader reader) =>
        Assert.Equal((0, 0, 0, 0u), (reader.U8(), reader.I32(), reader.I32(), reader.U32()));

    void TakeStream(ref SpiceTestReader reader)
    {
        Assert.NotNull(Surface);
        Assert.Equal(0u, reader.U32());
        var (id, flags, codec, stamp) = (reader.U32(), reader.U8(), reader.U8(), reader.U64());
        Assert.InRange(id, 0u, 63u);
        Assert.Equal((1, 1, 0ul), (flags, codec, stamp));
        var (width, height, sourceWidth, sourceHeight) = (reader.I32(), reader.I32(), reader.I32(), reader.I32());
        var box = reader.Box();
        Assert.Equal(0, reader.U8());
        Assert.Equal((width, height, width, height), (sourceWidth, sourceHeight, box.Width, box.Height));
        Assert.True(box.IsInside(Surface!.Width, Surface.Height), $"a stream at {box}");
        Assert.True(Streams.TryAdd(id, new SpiceTestStream(id, box)), $"stream {id} is there already");
    }
}
