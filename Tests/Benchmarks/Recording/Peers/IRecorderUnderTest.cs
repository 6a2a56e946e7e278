using Scanout.Pipeline.Frames;

namespace Scanout.Benchmarks.Recording.Peers;

/// <summary>Something that keeps the frames of one display in a file.</summary>
interface IRecorderUnderTest : IDisposable
{
    /// <summary>Takes a frame, encodes and writes it before it returns; the frame is the caller's.</summary>
    void Record(Frame frame);

    /// <summary>Ends the recording: its bytes, all in all.</summary>
    long Close();
}
