using System.Buffers;
using System.Diagnostics;
using Scanout.Codecs.Lz4;
using Scanout.Tests.Support;

namespace Scanout.Tests.Codecs.Lz4;

public sealed class Lz4Tests
{
    static readonly int[] Sizes = [0, 1, 2, 11, 12, 13, 64, 255, 256, 4096, 16384, 65535, 65536, 70000, 300_000];

    readonly byte[] state = GC.AllocateArray<byte>(Lz4Block.StateBytes, pinned: true);

    public static TheoryData<string> Contents => ["zeros", "noise", "text", "runs"];

    [Fact]
    public void The_library_is_there() => Assert.True(Lz4Block.IsAvailable);

    [Theory, MemberData(nameof(Contents))]
    public void A_block_is_read_back_by_the_library_and_by_a_stranger(string content)
    {
        foreach (var size in Sizes)
        {
            var source = Make(content, size);
            foreach (var acceleration in (int[])[1, 8])
                AssertBlock(source, destination => Lz4Block.Compress(source, destination, state, acceleration));
            AssertBlock(source, destination => Lz4Block.CompressHigh(source, destination, 9));
        }
    }

    [Theory, MemberData(nameof(Contents))]
    public void A_frame_is_read_back_by_the_library_and_by_a_stranger(string content)
    {
        foreach (var size in Sizes)
        {
            var source = Make(content, size);
            var frame = new ArrayBufferWriter<byte>();
            Lz4Frame.Write(frame, source, level: size % 2 * 3);
            Assert.Equal(source, ReferenceLz4.DecodeFrame(frame.WrittenSpan));
            var read = new ArrayBufferWriter<byte>();
            Assert.True(Lz4Frame.TryRead(frame.WrittenSpan, read, source.Length));
            Assert.Equal(source, read.WrittenSpan.ToArray());
        }
    }

    [Fact]
    public void A_destination_that_is_too_small_is_told_and_not_overrun()
    {
        var source = Make("noise", 1000);
        var destination = new byte[500];
        Assert.Equal(0, Lz4Block.Compress(source, destination.AsSpan(0, 400), state));
        Assert.Equal(new byte[100], destination[400..]);
    }

    [Fact]
    public void A_malformed_block_is_refused_and_writes_nothing_outside()
    {
        var random = new Random(5);
        var good = Compressed(Make("text", 5000));
        var guarded = new byte[5000 + 64];
        for (var round = 0; round < 3000; round++)
        {
            var bad = good.ToArray();
            for (var i = random.Next(1, 5); i > 0; i--)
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            Array.Fill(guarded, (byte)0xA5);
            Lz4Block.TryDecompress(bad.AsSpan(0, random.Next(bad.Length + 1)), guarded.AsSpan(32, 5000), out var written);
            Assert.InRange(written, 0, 5000);
            Assert.Equal(-1, guarded.AsSpan(0, 32).IndexOfAnyExcept((byte)0xA5));
            Assert.Equal(-1, guarded.AsSpan(5032).IndexOfAnyExcept((byte)0xA5));
        }
        Assert.False(Lz4Block.TryDecompress(good, new byte[4999], out _));
    }

    [Fact]
    public void A_malformed_frame_is_refused()
    {
        var random = new Random(6);
        var frame = new ArrayBufferWriter<byte>();
        Lz4Frame.Write(frame, Make("text", 5000));
        for (var length = 0; length < frame.WrittenCount; length += 7)
            Assert.False(Lz4Frame.TryRead(frame.WrittenSpan[..length], new ArrayBufferWriter<byte>(), 5000));
        Assert.False(Lz4Frame.TryRead([.. frame.WrittenSpan, 0], new ArrayBufferWriter<byte>(), 5000));
        Assert.False(Lz4Frame.TryRead(frame.WrittenSpan, new ArrayBufferWriter<byte>(), 4999));
        for (var round = 0; round < 500; round++)
        {
            var bad = frame.WrittenSpan.ToArray();
            bad[random.Next(15, bad.Length)] ^= (byte)random.Next(1, 256);
            var read = new ArrayBufferWriter<byte>();
            Assert.False(Lz4Frame.TryRead(bad, read, 5000) && !read.WrittenSpan.SequenceEqual(Make("text", 5000)));
        }
    }

    [RealPeerFact("lz4")]
    public async Task The_lz4_command_reads_our_frames_and_we_read_its()
    {
        var source = Make("text", 200_000);
        var frame = new ArrayBufferWriter<byte>();
        Lz4Frame.Write(frame, source);
        Assert.Equal(source, await RunAsync(frame.WrittenSpan.ToArray(), "-d", "-c"));
        var theirs = await RunAsync(source, "-9", "-c");
        var read = new ArrayBufferWriter<byte>();
        Assert.True(Lz4Frame.TryRead(theirs, read, source.Length));
        Assert.Equal(source, read.WrittenSpan.ToArray());
    }

    static void AssertBlock(byte[] source, Func<byte[], int> compress)
    {
        var destination = new byte[Lz4Block.MaxCompressedBytes(source.Length)];
        var length = compress(destination);
        Assert.InRange(length, 1, destination.Length);
        Assert.Equal(source, ReferenceLz4.DecodeBlock(destination.AsSpan(0, length)));
        var back = new byte[source.Length];
        Assert.True(Lz4Block.TryDecompress(destination.AsSpan(0, length), back, out var written) || source.Length == 0);
        Assert.Equal(source.Length, written);
        Assert.Equal(source, back);
    }

    byte[] Compressed(byte[] source)
    {
        var destination = new byte[Lz4Block.MaxCompressedBytes(source.Length)];
        return destination[..Lz4Block.Compress(source, destination, state)];
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
        using var lz4 = Process.Start(new ProcessStartInfo("lz4", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        var reading = lz4.StandardOutput.BaseStream.CopyToAsync(output);
        await lz4.StandardInput.BaseStream.WriteAsync(input);
        lz4.StandardInput.Close();
        await reading;
        await lz4.WaitForExitAsync();
        Assert.Equal(0, lz4.ExitCode);
        return output.ToArray();
    }
}
