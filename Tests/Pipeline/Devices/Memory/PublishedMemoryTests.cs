using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Memory;

public sealed partial class PublishedMemoryTests : IDisposable
{
    readonly ScratchDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_file_that_is_not_there_is_one_sentence()
    {
        var path = directory.File("none");
        var exception = Assert.Throws<DeviceException>(() => PublishedMemory.Open(path, "region file"));
        Assert.Equal($"the region file {path} can't be opened: No such file or directory", exception.Message);
    }

    [Fact]
    public void A_FIFO_neither_hangs_nor_opens()
    {
        var path = directory.File("fifo");
        Assert.Equal(0, MakeFifo(path, 0x180));
        var exception = Assert.Throws<DeviceException>(() => PublishedMemory.Open(path, "region file"));
        Assert.Contains("not a regular file", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/")]
    public void What_is_no_regular_file_is_refused(string path) =>
        Assert.Contains(
            "not a regular file", Assert.Throws<DeviceException>(() => PublishedMemory.Open(path, "region file")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_file_that_nobody_may_write_is_read_all_the_same()
    {
        // A program that runs can't be opened for writing, whoever asks: file modes would not stop a privileged test.
        using var memory = PublishedMemory.Open(Environment.ProcessPath!, "region file");

        Assert.False(memory.IsWritable);
        Assert.True(memory.TryView(0, 4, out var magic));
        Assert.True(magic.SequenceEqual("\x7f"u8.ToArray().Concat("ELF"u8.ToArray()).ToArray()));
        Assert.False(memory.TryStore(0, 0));
    }

    [Fact]
    public void An_ordinary_file_is_copied_out_and_is_writable()
    {
        var path = Write([1, 0, 0, 0, 2, 0, 0, 0]);
        using var memory = PublishedMemory.Open(path, "region file");

        Assert.True(memory.TryLoad(4, out uint word));
        Assert.Equal(2u, word);
        Assert.False(memory.IsDirect);
        Assert.True(memory.TryStore(4, 0x01020304));
        Assert.Equal([1, 0, 0, 0, 4, 3, 2, 1], File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(MemoryFile.SealShrink, true)]
    [InlineData(0, false)]
    public void Only_a_memory_file_sealed_against_shrinking_is_read_where_it_lies(int seals, bool isDirect)
    {
        using var file = new MemoryFile(new byte[8192], seals);
        using var memory = PublishedMemory.Open(file.Path, "region file");

        Assert.True(memory.TryView(0, 8192, out var view));
        file.Write(8191, [7]);

        Assert.Equal(isDirect, memory.IsDirect);
        Assert.Equal(isDirect ? 7 : 0, view[8191]);
    }

    [Fact]
    public void A_sealed_file_that_grows_is_mapped_further()
    {
        using var file = new MemoryFile(new byte[4096], MemoryFile.SealShrink);
        using var memory = PublishedMemory.Open(file.Path, "region file");
        Assert.True(memory.TryView(0, 4096, out _));
        Assert.False(memory.TryView(4096, 1, out _));

        file.Resize(1 << 20);
        file.Write((1 << 20) - 1, [9]);

        Assert.True(memory.TryView(4096, (1 << 20) - 4096, out var view));
        Assert.Equal(9, view[^1]);
        Assert.True(memory.IsDirect);
    }

    [Fact]
    public void Reading_past_the_end_is_false_by_every_means()
    {
        using var memory = PublishedMemory.Open(Write(new byte[100]), "region file");

        Assert.False(memory.TryView(50, 51, out var view));
        Assert.True(view.IsEmpty);
        Assert.False(memory.TryRead(99, new byte[2]));
        Assert.False(memory.TryLoad(98, out uint _));
        Assert.False(memory.TryLoad(96, out ulong _));
        Assert.False(memory.TryView(long.MaxValue - 10, 5, out _));
    }

    [Fact]
    public void Reading_a_band_allocates_nothing()
    {
        using var memory = PublishedMemory.Open(Write(new byte[100_000]), "region file");
        Assert.True(memory.TryView(0, 100_000, out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            memory.TryView(i, 50_000, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    string Write(byte[] content)
    {
        var path = directory.File("file");
        File.WriteAllBytes(path, content);
        return path;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);
}
