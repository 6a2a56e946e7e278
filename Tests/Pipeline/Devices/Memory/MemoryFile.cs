using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Scanout.Tests.Pipeline.Devices.Memory;

/// <summary>A memory file as another process would make it, reached as others reach it: by a path under <c>/proc</c>.</summary>
public sealed partial class MemoryFile : IDisposable
{
    public const int SealShrink = 2;
    public const int SealWrite = 8;
    const int AddSeals = 1033;

    readonly SafeFileHandle handle;

    public MemoryFile(ReadOnlySpan<byte> content, int seals)
    {
        handle = new(MemfdCreate("test", 1 | 2), ownsHandle: true);
        Assert.False(handle.IsInvalid);
        Write(0, content);
        Seal(seals);
    }

    public string Path => $"/proc/self/fd/{handle.DangerousGetHandle()}";

    public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(handle, bytes, offset);

    public void Resize(long bytes) => RandomAccess.SetLength(handle, bytes);

    public uint Word(long offset)
    {
        Span<byte> word = stackalloc byte[4];
        Assert.Equal(4, RandomAccess.Read(handle, word, offset));
        return MemoryMarshal.Read<uint>(word);
    }

    public void Seal(int seals) => Assert.Equal(0, Fcntl((int)handle.DangerousGetHandle(), AddSeals, seals));

    public void Dispose() => handle.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int fd, int command, int argument);
}
