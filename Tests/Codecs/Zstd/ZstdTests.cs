using System.Diagnostics;
using Scanout.Codecs.Zstd;
using Scanout.Tests.Support;

namespace Scanout.Tests.Codecs.Zstd;

public sealed class ZstdTests
{
    static readonly int[] Sizes = [0, 1, 2, 100, 4096, 16384, 70000, 131071, 131072, 300_000];

    public static TheoryData<string> Contents => ["zeros", "noise", "text", "runs"];

    [Fact]
    public void The_library_is_there()
    {
        Assert.True(ZstdCompressor.IsAvailable);
        Assert.True(ZstdDecompressor.IsAvailable);
        Assert.Null(ZstdCompressor.WhyUnavailable);
    }

    [Fact]
    public void A_library_that_is_missing_or_too_old_is_told()
    {
        Assert.Contains("libzstd1", ZstdLibrary.WhyMissing("libzstd-of-nobody.so.1"), StringComparison.Ordinal);
        Assert.Contains("1.4.0", ZstdLibrary.WhyMissing("libc.so.6"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Contents))]
    public void A_frame_is_read_back(string content)
    {
        using var decompressor = new ZstdDecompressor();
        foreach (var (level, windowLog, isLong) in ((int, int, bool)[])[(1, 0, false), (3, 27, true), (12, 24, true), (-5, 0, false)])
        {
            using var compressor = new ZstdCompressor(level, windowLog, isLong);
            foreach (var size in Sizes)
            {
                var source = Make(content, size);
                var frame = Compress(compressor, source);
                var back = new byte[size];
                Assert.True(decompressor.TryDecompress(frame, back, out var written));
                Assert.Equal(size, written);
                Assert.Equal(source, back);
            }
        }
    }

    [Fact]
    public void A_frame_with_a_prefix_is_small_and_needs_it()
    {
        var prefix = Make("noise", 400_000);
        var source = prefix[100_000..350_000];
        using var compressor = new ZstdCompressor(3, 27, longDistanceMatching: true);
        using var decompressor = new ZstdDecompressor();
        var frame = Compress(compressor, source, prefix);
        Assert.InRange(frame.Length, 1, 2000);
        var back = new byte[source.Length];
        Assert.True(decompressor.TryDecompress(frame, back, prefix, out var written));
        Assert.Equal(source.Length, written);
        Assert.Equal(source, back);
        // Neither the reader nor the writer holds on to a prefix.
        Array.Clear(back);
        Assert.False(decompressor.TryDecompress(frame, back, out _) && back.AsSpan().SequenceEqual(source));
        Assert.InRange(Compress(compressor, source).Length, source.Length, source.Length + 100);
    }

    [Fact]
    public void A_destination_that_is_too_small_is_told_and_not_overrun()
    {
        var source = Make("noise", 1000);
        using var compressor = new ZstdCompressor(3);
        var destination = new byte[500];
        Assert.Equal(0, compressor.Compress(source, destination.AsSpan(0, 400)));
        Assert.Equal(new byte[100], destination[400..]);
        using var decompressor = new ZstdDecompressor();
        Assert.False(decompressor.TryDecompress(Compress(compressor, source), new byte[999], out var written));
        Assert.Equal(0, written);
    }

    [Fact]
    public void A_frame_is_no_longer_than_its_bound()
    {
        using var compressor = new ZstdCompressor(1);
        foreach (var size in (int[])[0, 1, 2047, 2048, 131071, 131072, 1_000_000])
            Assert.InRange(compressor.Compress(Make("noise", size), new byte[ZstdCompressor.MaxCompressedBytes(size)]), 1, int.MaxValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => ZstdCompressor.MaxCompressedBytes(-1));
    }

    [Fact]
    public void A_frame_that_is_cut_short_or_followed_by_anything_is_refused()
    {
        using var compressor = new ZstdCompressor(3);
        using var decompressor = new ZstdDecompressor();
        var frame = Compress(compressor, Make("text", 5000));
        for (var length = 0; length < frame.Length; length++)
            Assert.False(decompressor.TryDecompress(frame.AsSpan(0, length), new byte[5000], out _));
        Assert.False(decompressor.TryDecompress([.. frame, 0], new byte[6000], out _));
        Assert.False(decompressor.TryDecompress([.. frame, .. frame], new byte[20000], out _));
    }

    [Fact]
    public void A_malformed_frame_writes_nothing_outside()
    {
        var random = new Random(5);
        using var compressor = new ZstdCompressor(3);
        using var decompressor = new ZstdDecompressor();
        var prefix = Make("text", 3000);
        var good = Compress(compressor, Make("text", 5000), prefix);
        var guarded = new byte[5000 + 64];
        for (var round = 0; round < 3000; round++)
        {
            var bad = good.ToArray();
            for (var i = random.Next(1, 5); i > 0; i--)
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            Array.Fill(guarded, (byte)0xA5);
            decompressor.TryDecompress(bad, guarded.AsSpan(32, 5000), round % 2 == 0 ? prefix : [], out var written);
            Assert.InRange(written, 0, 5000);
            Assert.Equal(-1, guarded.AsSpan(0, 32).IndexOfAnyExcept((byte)0xA5));
            Assert.Equal(-1, guarded.AsSpan(5032).IndexOfAnyExcept((byte)0xA5));
        }
        var back = new byte[5000];
        Assert.True(decompressor.TryDecompress(good, back, prefix, out _));
        Assert.Equal(Make("text", 5000), back);
    }

    [Fact]
    public void A_window_that_no_reader_would_take_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZstdCompressor(3, ZstdDecompressor.MaxWindowLog + 1).Dispose());

    [RealPeerFact("zstd")]
    public async Task The_zstd_command_reads_our_frames_and_we_read_its()
    {
        var source = Make("text", 2_000_000);
        using var compressor = new ZstdCompressor(3, 27, longDistanceMatching: true);
        Assert.Equal(source, await RunAsync(Compress(compressor, source), "-d", "-c", "--long=27"));
        using var decompressor = new ZstdDecompressor();
        var back = new byte[source.Length];
        Assert.True(decompressor.TryDecompress(await RunAsync(source, "-7", "-c"), back, out var written));
        Assert.Equal(source.Length, written);
        Assert.Equal(source, back);
    }

    static byte[] Compress(ZstdCompressor compressor, byte[] source, byte[]? prefix = null)
    {
        var destination = new byte[ZstdCompressor.MaxCompressedBytes(source.Length)];
        var length = compressor.Compress(source, destination, prefix ?? []);
        Assert.InRange(length, 1, destination.Length);
        return destination[..length];
    }

    static byte[] Make(string content, int size)
    {
        var random = new Random(size);
        var bytes = new byte[size];
        for (var i = 0; i < size; i++)
            bytes[i] = content switch
            {
                "zeros" => 0,
                "noise" => (byte)random.Next(256),
                "text" => (byte)"the quick brown fox jumps "[(i + (i % 97 == 0 ? random.Next(26) : 0)) % 26],
                _ => (byte)(i / 300),
            };
        return bytes;
    }

    static async Task<byte[]> RunAsync(byte[] input, params string[] arguments)
    {
        using var zstd = Process.Start(
            new ProcessStartInfo("zstd", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        var reading = zstd.StandardOutput.BaseStream.CopyToAsync(output);
        await zstd.StandardInput.BaseStream.WriteAsync(input);
        zstd.StandardInput.Close();
        await reading;
        await zstd.WaitForExitAsync();
        Assert.Equal(0, zstd.ExitCode);
        return output.ToArray();
    }
}
