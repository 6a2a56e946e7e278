using System.IO.Compression;
using Scanout.Codecs.Deflate;

namespace Scanout.Tests.Codecs.Deflate;

/// <summary>Whatever the piece, any inflater gives it back, wherever in whichever stream it stands.</summary>
[Trait("Category", "Kernels")]
public sealed class DeflatePiecesTests
{
    const byte Guard = 0xA5;

    public static TheoryData<DeflateEffort> Efforts => [DeflateEffort.Fast, DeflateEffort.Thorough];

    [Theory, MemberData(nameof(Efforts))]
    public void Each_piece_comes_back_as_it_was(DeflateEffort effort)
    {
        var deflate = new DeflatePieces(effort);
        foreach (var piece in Pieces.Edges().Concat(Pieces.Seeded(11, 3000)))
            Assert.True(piece.AsSpan().SequenceEqual(Inflate(Compress(deflate, piece), piece.Length)), $"{piece.Length} bytes differ");
    }

    [Theory, MemberData(nameof(Efforts))]
    public void Pieces_may_stand_in_one_stream_in_any_order(DeflateEffort effort)
    {
        var deflate = new DeflatePieces(effort);
        var random = new Random(5);
        for (var round = 0; round < 20; round++)
        {
            var pieces = Pieces.Edges().Concat(Pieces.Seeded(100 + round, 60)).ToArray();
            var compressed = pieces.Select(piece => Compress(deflate, piece)).ToArray();
            var order = Enumerable.Range(0, pieces.Length).Concat(Enumerable.Range(0, pieces.Length)).ToArray();
            random.Shuffle(order);
            byte[] stream = [.. DeflatePieces.ZlibHeader, .. order.SelectMany(i => compressed[i])];
            byte[] expected = [.. order.SelectMany(i => pieces[i])];
            using var zlib = new ZLibStream(new MemoryStream(stream), CompressionMode.Decompress);
            var actual = new byte[expected.Length];
            zlib.ReadExactly(actual);
            Assert.True(expected.AsSpan().SequenceEqual(actual));
        }
    }

    /// <summary>A viewer inflates what has come and waits for no more.</summary>
    [Theory, MemberData(nameof(Efforts))]
    public void A_piece_can_be_read_wholly_before_anything_follows(DeflateEffort effort)
    {
        var deflate = new DeflatePieces(effort);
        foreach (var piece in Pieces.Seeded(3, 50))
        {
            var compressed = Compress(deflate, piece);
            Assert.Equal<byte>([0, 0, 0xFF, 0xFF], compressed[^4..]);
            using var zlib = new DeflateStream(new MemoryStream(compressed), CompressionMode.Decompress);
            var actual = new byte[piece.Length];
            zlib.ReadExactly(actual);
            Assert.True(piece.AsSpan().SequenceEqual(actual));
        }
    }

    [Fact]
    public void A_destination_that_is_too_short_is_refused()
    {
        var deflate = new DeflatePieces(DeflateEffort.Fast);
        Assert.Throws<ArgumentOutOfRangeException>(() => deflate.Compress(new byte[100], new byte[DeflatePieces.MaxBytes(100) - 1]));
    }

    [Theory, MemberData(nameof(Efforts))]
    public void A_piece_is_the_same_whatever_came_before_it(DeflateEffort effort)
    {
        var used = new DeflatePieces(effort);
        foreach (var piece in Pieces.Seeded(8, 200))
            Assert.Equal(Compress(new DeflatePieces(effort), piece), Compress(used, piece));
    }

    [Theory, MemberData(nameof(Efforts))]
    public void Nothing_is_allocated_once_it_is_made(DeflateEffort effort)
    {
        var deflate = new DeflatePieces(effort);
        var pieces = Pieces.Seeded(4, 50).ToArray();
        var destination = new byte[DeflatePieces.MaxBytes(pieces.Max(piece => piece.Length))];
        // The runtime compiles anew meanwhile, and may need something of its own for that, once.
        var allocated = new long[6];
        foreach (ref var bytes in allocated.AsSpan())
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var piece in pieces)
                deflate.Compress(piece, destination);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.Contains(0, allocated);
        Assert.InRange(allocated[1..].Count(bytes => bytes > 0), 0, 1);
    }

    [Theory, MemberData(nameof(Efforts))]
    public void What_repeats_is_small_and_what_does_not_is_hardly_larger(DeflateEffort effort)
    {
        var deflate = new DeflatePieces(effort);
        Assert.InRange(Compress(deflate, new byte[64 * 64 * 3]).Length, 5, 60);
        var noise = new byte[16 * 1024];
        new Random(1).NextBytes(noise);
        Assert.InRange(Compress(deflate, noise).Length, noise.Length, noise.Length + 16);
        var text = Pieces.TextBitmap(new Random(1), 64);
        Assert.InRange(Compress(deflate, text).Length, 5, text.Length * 2 / 3);
    }

    /// <summary>Of desktop-like pieces, together no more than a tenth larger than the framework's fastest.</summary>
    [Theory, MemberData(nameof(Efforts))]
    public void Together_the_pieces_are_about_as_small_as_the_frameworks(DeflateEffort effort)
    {
        var deflate = new DeflatePieces(effort);
        var (ours, theirs) = (0L, 0L);
        foreach (var piece in Pieces.Seeded(21, 600))
        {
            ours += Compress(deflate, piece).Length;
            using var collected = new MemoryStream();
            using var zlib = new ZLibStream(collected, CompressionLevel.Fastest);
            zlib.Write(piece);
            zlib.Flush();
            theirs += collected.Length - 2;
        }
        Assert.True(ours <= theirs * 1.1, $"{ours} bytes against {theirs}");
    }

    static byte[] Compress(DeflatePieces deflate, byte[] piece)
    {
        var bound = DeflatePieces.MaxBytes(piece.Length);
        var guarded = new byte[bound + 64];
        guarded.AsSpan().Fill(Guard);
        var written = deflate.Compress(piece, guarded.AsSpan(32, bound));
        Assert.InRange(written, 5, bound);
        Assert.Equal(32, guarded.AsSpan().IndexOfAnyExcept(Guard));
        Assert.True(guarded.AsSpan(32 + bound).IndexOfAnyExcept(Guard) < 0, $"written beyond {bound} bytes");
        return guarded[32..(32 + written)];
    }

    static byte[] Inflate(byte[] compressed, int length)
    {
        using var output = new MemoryStream();
        // An empty final block ends the stream, so that the inflater itself says where the piece ends.
        using var deflated = new DeflateStream(new MemoryStream([.. compressed, 3, 0]), CompressionMode.Decompress);
        deflated.CopyTo(output);
        Assert.Equal(length, output.Length);
        return output.ToArray();
    }

    /// <summary>Pieces as they come from tiles, and such as try the borders.</summary>
    static class Pieces
    {
        public static IEnumerable<byte[]> Edges()
        {
            yield return [];
            for (var length = 1; length <= 20; length++)
            {
                yield return new byte[length];
                yield return [.. Enumerable.Range(0, length).Select(i => (byte)i)];
            }
            foreach (var length in (int[])[258, 259, 260, 516, 517, 4096, 49151, 49152, 49153, 65535, 65536, 98305, 262144])
            {
                yield return new byte[length];
                yield return [.. Enumerable.Range(0, length).Select(i => (byte)(i * i >> 7))];
                var noise = new byte[length];
                new Random(length).NextBytes(noise);
                yield return noise;
            }
            // The same noise at the largest distance, and one further.
            foreach (var gap in (int[])[32767, 32768, 32769])
            {
                var noise = new byte[gap];
                new Random(gap).NextBytes(noise);
                yield return [.. noise, .. noise.AsSpan(0, 3000)];
            }
            // Counts as of Fibonacci make the deepest tree: words must be shortened to 15 bits.
            var (one, two, deep) = (1, 1, new List<byte>());
            for (var symbol = 0; deep.Count + two < 46_000; symbol++)
            {
                deep.AddRange(Enumerable.Repeat((byte)(symbol * 37), one));
                (one, two) = (two, one + two);
            }
            var shuffled = deep.ToArray();
            new Random(1).Shuffle(shuffled);
            yield return shuffled;
        }

        public static IEnumerable<byte[]> Seeded(int seed, int count)
        {
            var random = new Random(seed);
            for (var i = 0; i < count; i++)
                yield return random.Next(7) switch
                {
                    0 => TextBitmap(random, 64),
                    1 => Indices(random, random.Next(2, 17), 64 * random.Next(1, 65)),
                    2 => Indices(random, random.Next(17, 200), 64 * random.Next(1, 65)),
                    3 => Gradient(random, random.Next(1, 5000)),
                    4 => Runs(random, random.Next(1, 30_000)),
                    5 => Copies(random, random.Next(1, 90_000)),
                    _ => TextBitmap(random, random.Next(1, 2000)),
                };
        }

        public static byte[] TextBitmap(Random random, int rows)
        {
            byte[][] glyphs = [.. Enumerable.Range(0, 20).Select(_ => Glyph(random))];
            var bytes = new byte[rows * 8];
            for (var line = 0; line + 16 <= rows; line += 16)
                for (var column = 0; column < random.Next(9); column++)
                {
                    var glyph = glyphs[random.Next(glyphs.Length)];
                    for (var row = 0; row < glyph.Length; row++)
                        bytes[(line + row) * 8 + column] = glyph[row];
                }
            return bytes;
        }

        static byte[] Glyph(Random random) => [.. Enumerable.Range(0, 12).Select(_ => (byte)(random.Next(256) & random.Next(256)))];

        static byte[] Indices(Random random, int colours, int length)
        {
            var bytes = new byte[length];
            for (var at = 0; at < length;)
            {
                var run = Math.Min(length - at, random.Next(1, 12));
                if (at >= 64 && random.Next(3) > 0)
                    bytes.AsSpan(at - 64, run).CopyTo(bytes.AsSpan(at));
                else
                    bytes.AsSpan(at, run).Fill((byte)random.Next(colours));
                at += run;
            }
            return bytes;
        }

        static byte[] Gradient(Random random, int pixels)
        {
            var bytes = new byte[pixels * 3];
            for (var i = 0; i < pixels; i++)
                for (var channel = 0; channel < 3; channel++)
                    bytes[i * 3 + channel] = (byte)((i % 64 * channel) + i / 64 + random.Next(3));
            return bytes;
        }

        static byte[] Runs(Random random, int length)
        {
            var bytes = new byte[length];
            for (var at = 0; at < length;)
            {
                var run = Math.Min(length - at, random.Next(1, 1 << random.Next(1, 12)));
                bytes.AsSpan(at, run).Fill((byte)random.Next(256));
                at += run;
            }
            return bytes;
        }

        static byte[] Copies(Random random, int length)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes.AsSpan(0, Math.Min(length, 300)));
            for (var at = Math.Min(length, 300); at < length;)
            {
                var run = Math.Min(length - at, random.Next(1, 600));
                var from = random.Next(Math.Max(0, at - 40_000), at);
                for (var i = 0; i < run; i++)
                    bytes[at + i] = random.Next(40) == 0 ? (byte)random.Next(256) : bytes[from + i];
                at += run;
            }
            return bytes;
        }
    }
}
