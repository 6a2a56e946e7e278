using System.Runtime.InteropServices;

namespace Scanout.Tests.Codecs.Pixels;

/// <summary>Memory that ends where an unmapped page begins: whoever reads or writes one byte too many ends the test run.</summary>
sealed unsafe partial class GuardedBytes : IDisposable
{
    const int ReadWrite = 3, PrivateAnonymous = 0x22;

    readonly nint pages;
    readonly nuint mapped;
    readonly int length;

    public GuardedBytes(int length)
    {
        var page = (nuint)Environment.SystemPageSize;
        this.length = length;
        mapped = ((nuint)length + page - 1) / page * page + page;
        pages = Map(0, mapped, ReadWrite, PrivateAnonymous, -1, 0);
        if (pages == -1 || Protect(pages + (nint)(mapped - page), page, 0) != 0)
            throw new InvalidOperationException("no guarded memory");
        Guard = (byte*)pages + (mapped - page);
    }

    byte* Guard { get; }

    public Span<byte> Span => new(Guard - length, length);

    public void Dispose() => _ = Unmap(pages, mapped);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
