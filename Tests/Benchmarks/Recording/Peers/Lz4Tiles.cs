using System.Runtime.InteropServices;
using Scanout.Benchmarks.Capture;
using Scanout.Benchmarks.Recording.Sequences;
using Scanout.Codecs.Lz4;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;

namespace Scanout.Benchmarks.Recording.Peers;

/// <summary>
/// The plain way to record: each tile that changed as an LZ4 block of level 1, and every tile every ten seconds. Only the blocks are counted.
/// </summary>
static class Lz4Tiles
{
    const int KeyIntervalFrames = 10 * CorpusSequence.FramesPerSecond;

    /// <summary>Bytes for a sequence.</summary>
    public static long Measure(CorpusSequence sequence)
    {
        var device = new PictureDevice(sequence.WidthPixels, sequence.HeightPixels);
        using var surface = new Surface(sequence.Name, new TilePool(), TimeProvider.System);
        using var capture = new DisplayCapture(device, surface);
        var player = new SequencePlayer(sequence);
        var (state, block) = (new ulong[(Lz4Block.StateBytes + 7) / 8], new byte[Lz4Block.MaxCompressedBytes(TileGeometry.TileBytes)]);
        var bytes = 0L;
        Frame? last = null;
        for (var number = 0; number < sequence.Frames.Count; number++)
        {
            player.Step(device.Pixels);
            capture.Poll();
            var frame = surface.Acquire()!;
            for (var i = 0; i < frame.Tiles.Length; i++)
                if (number % KeyIntervalFrames == 0 || !ReferenceEquals(frame.Tiles[i], last!.Tiles[i]))
                    bytes += Lz4Block.Compress(frame.Tiles[i].Pixels, block, MemoryMarshal.AsBytes(state.AsSpan()));
            last?.Release();
            last = frame;
        }
        last?.Release();
        return bytes;
    }
}
