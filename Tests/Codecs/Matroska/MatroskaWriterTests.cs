using System.Buffers;
using System.Buffers.Binary;
using Scanout.Codecs.Matroska;
using Scanout.Codecs.Zmbv;
using Scanout.Tests.Support;

namespace Scanout.Tests.Codecs.Matroska;

public sealed class MatroskaWriterTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [RealPeerFact("ffmpeg", "ffprobe")]
    public async Task Zmbv_is_decoded_to_exactly_the_pictures_at_exactly_their_times()
    {
        foreach (var (width, height) in ((int, int)[])[(320, 200), (33, 17), (1, 1), (130, 66)])
            foreach (var pictures in (List<byte[]>[])[MovingPictures.Noise(width, height, 6), MovingPictures.Scrolling(width, height, 25)])
            {
                // From pictures that follow at once to pauses that no cluster may span.
                List<long> times = [.. pictures.Select((_, index) => index * 33L + (index / 3) * 7001L)];
                var path = WriteZmbv(width, height, pictures, times, lastShown: 1234);
                Assert.Equal(Seen(pictures), Seen(await FfmpegPeer.DecodeAsync(path, width, height)));
                Assert.Equal(times, await FfmpegPeer.TimesAsync(path));
                Assert.Equal(times[^1] + 1234, await FfmpegPeer.DurationAsync(path));
            }
    }

    [RealPeerFact("ffmpeg", "ffprobe")]
    public async Task Uncompressed_pixels_are_read_from_a_stream_that_is_not_gone_back_to()
    {
        const int Width = 50, Height = 30;
        var pictures = MovingPictures.Noise(Width, Height, 8);
        var (writer, output) = (new MatroskaWriter(MatroskaVideo.Bgrx(Width, Height)), new ArrayBufferWriter<byte>());
        writer.WriteBeginning(output);
        foreach (var (index, picture) in pictures.Index())
            writer.WriteFrame(output, index * 100, picture, isKey: true);
        writer.WriteEnd(output);
        var path = Path.Combine(directory.Path, "raw.mkv");
        await File.WriteAllBytesAsync(path, output.WrittenSpan.ToArray());
        Assert.Equal(Seen(pictures), Seen(await FfmpegPeer.DecodeAsync(path, Width, Height)));
        Assert.Equal(Enumerable.Range(0, 8).Select(index => index * 100L), await FfmpegPeer.TimesAsync(path));
    }

    [RealPeerFact("ffmpeg")]
    public async Task A_player_seeks_by_the_cues()
    {
        const int Width = 64, Height = 64;
        var pictures = MovingPictures.Scrolling(Width, Height, 40);
        var path = WriteZmbv(Width, Height, pictures, [.. pictures.Select((_, index) => index * 1000L)], lastShown: 1000);
        var found = await FfmpegPeer.RunAsync(
            "ffmpeg", "-v", "error", "-ss", "27", "-i", path, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "bgr0", "-");
        Assert.Equal(MovingPictures.Seen(pictures[27]), MovingPictures.Seen(found));
    }

    [Fact]
    public void The_beginning_has_the_same_length_when_it_tells_everything()
    {
        var writer = new MatroskaWriter(MatroskaVideo.OfFourcc(64, 64, "ZMBV")) { DateNanoseconds = 1 };
        var output = new ArrayBufferWriter<byte>();
        writer.WriteBeginning(output);
        var before = output.WrittenCount;
        writer.WriteFrame(output, 0, [1, 2, 3], isKey: true, duration: 5);
        writer.WriteEnd(output);
        Assert.Equal(output.WrittenCount, writer.Position);
        output.ResetWrittenCount();
        writer.WriteBeginning(output);
        Assert.Equal(before, output.WrittenCount);
    }

    [Fact]
    public void Times_only_go_on()
    {
        var writer = new MatroskaWriter(MatroskaVideo.Bgrx(1, 1));
        writer.WriteFrame(new ArrayBufferWriter<byte>(), 5, [1], isKey: true);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteFrame(new ArrayBufferWriter<byte>(), 5, [1], isKey: true));
    }

    [Fact]
    public void More_than_four_gibibytes_are_counted_right()
    {
        var (writer, output) = (new MatroskaWriter(MatroskaVideo.Bgrx(4096, 4096)), new CountingWriter());
        writer.WriteBeginning(output);
        var beginning = (int)output.Count;
        var frame = new byte[64 * 1024 * 1024];
        List<long> clusters = [];
        for (var i = 0; i < 66; i++)
        {
            clusters.Add(output.Count);
            writer.WriteFrame(output, i * 1000, frame, isKey: true);
        }
        var end = output.Count;
        Assert.True(end > 1L << 32);
        var cues = new ArrayBufferWriter<byte>();
        writer.WriteEnd(cues);
        // The last cue's position, counted from where the segment's content begins, is the last thing that is written.
        var again = new ArrayBufferWriter<byte>();
        writer.WriteBeginning(again);
        var segmentAt = again.WrittenSpan.IndexOf((ReadOnlySpan<byte>)[0x18, 0x53, 0x80, 0x67]) + 12;
        Span<byte> position = stackalloc byte[8];
        cues.WrittenSpan[^5..].CopyTo(position[3..]);
        Assert.Equal(clusters[^1], segmentAt + BinaryPrimitives.ReadInt64BigEndian(position));
        Assert.Equal(
            end + cues.WrittenCount - segmentAt,
            BinaryPrimitives.ReadInt64BigEndian(again.WrittenSpan[(segmentAt - 8)..]) & 0x00FFFFFFFFFFFFFF);
        Assert.True(beginning > segmentAt);
    }

    static IEnumerable<byte[]> Seen(List<byte[]> pictures) => pictures.Select(picture => MovingPictures.Seen(picture));

    string WriteZmbv(int width, int height, List<byte[]> pictures, List<long> times, long lastShown)
    {
        using var encoder = new ZmbvEncoder(width, height);
        var writer = new MatroskaWriter(MatroskaVideo.OfFourcc(width, height, ZmbvEncoder.Fourcc));
        var (output, packet) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        writer.WriteBeginning(output);
        foreach (var (index, picture) in pictures.Index())
        {
            packet.ResetWrittenCount();
            var isKey = encoder.Encode(picture, asKey: index % 10 == 0, packet);
            writer.WriteFrame(output, times[index], packet.WrittenSpan, isKey, index == pictures.Count - 1 ? lastShown : null);
        }
        writer.WriteEnd(output);
        var whole = output.WrittenSpan.ToArray();
        output.ResetWrittenCount();
        writer.WriteBeginning(output);
        output.WrittenSpan.CopyTo(whole);
        var path = Path.Combine(directory.Path, $"{width}x{height}.mkv");
        File.WriteAllBytes(path, whole);
        return path;
    }

    /// <summary>Counts, and forgets.</summary>
    sealed class CountingWriter : IBufferWriter<byte>
    {
        byte[] memory = new byte[64];

        public long Count { get; private set; }

        public void Advance(int count) => Count += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => memory.Length >= sizeHint ? memory : memory = new byte[sizeHint];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
