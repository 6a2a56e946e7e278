using System.Buffers;

namespace Scanout.Pipeline.Recordings;

/// <summary>A chunk's payload in rented memory. Its owner disposes it, when nothing of it is used any more.</summary>
sealed class ChunkBuffer : IDisposable
{
    byte[]? rented;

    public ChunkBuffer(int bytes)
    {
        rented = ArrayPool<byte>.Shared.Rent(bytes);
        Memory = rented.AsMemory(0, bytes);
    }

    public Memory<byte> Memory { get; private set; }

    /// <summary>Leaves bytes out at the end.</summary>
    public void TrimEnd(int bytes) => Memory = Memory[..^bytes];

    public void Dispose()
    {
        if (rented is null)
            return;
        ArrayPool<byte>.Shared.Return(rented);
        (rented, Memory) = (null, default);
    }
}
