namespace Scanout.Pipeline.Devices.Memory;

/// <summary>
/// Private native memory that rows are read into: grows to the largest band that was asked for and is used again. One thread at a time.
/// </summary>
public sealed class ReadBuffer : IDisposable
{
    const int GrainBytes = 64 * 1024;

    NativeMapping? mapping;

    /// <summary>So many bytes, of any content; valid until the next call.</summary>
    /// <exception cref="DeviceException">The system has no memory left.</exception>
    public Span<byte> Take(int bytes)
    {
        if (mapping is null || mapping.Bytes < bytes)
        {
            mapping?.Dispose();
            mapping = null;
            mapping = NativeMapping.OfPrivateMemory(((long)bytes + GrainBytes - 1) / GrainBytes * GrainBytes);
        }
        return mapping.Span(0, bytes);
    }

    public void Dispose()
    {
        mapping?.Dispose();
        mapping = null;
    }
}
