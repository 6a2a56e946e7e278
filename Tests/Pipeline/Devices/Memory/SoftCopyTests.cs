using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Memory;

public sealed partial class SoftCopyTests : IDisposable
{
    readonly ScratchDirectory directory = new();
    readonly SoftCopy copy = new();

    public void Dispose()
    {
        copy.Dispose();
        directory.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(300_001)]
    public void What_is_there_is_copied(int bytes)
    {
        var content = Content(bytes);
        using var mapping = Map(content, out _);

        Assert.True(copy.TryCopy(mapping.Address, bytes, out var copied));
        Assert.True(copied.SequenceEqual(content));
    }

    [Fact]
    public void A_smaller_copy_after_a_larger_one_has_its_own_bytes_only()
    {
        var content = Content(100_000);
        using var mapping = Map(content, out _);

        Assert.True(copy.TryCopy(mapping.Address, 100_000, out _));
        Assert.True(copy.TryCopy(mapping.Address + 777, 50, out var copied));
        Assert.True(copied.SequenceEqual(content.AsSpan(777, 50)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    [InlineData(8192)]
    public void A_file_truncated_under_its_mapping_fails_softly_and_the_process_lives(int left)
    {
        using var mapping = Map(Content(5 * 4096), out var path);
        Truncate(path, left);

        Assert.False(copy.TryCopy(mapping.Address, 5 * 4096, out var copied));
        Assert.True(copied.IsEmpty);
        if (left > 0)
            Assert.True(copy.TryCopy(mapping.Address, left, out _));
    }

    [Fact]
    public void A_file_that_grows_again_is_copied_again()
    {
        using var mapping = Map(Content(4 * 4096), out var path);
        Truncate(path, 0);
        Assert.False(copy.TryCopy(mapping.Address, 4 * 4096, out _));
        File.WriteAllBytes(path, Content(4 * 4096));

        Assert.True(copy.TryCopy(mapping.Address, 4 * 4096, out var copied));
        Assert.True(copied.SequenceEqual(Content(4 * 4096)));
    }

    NativeMapping Map(byte[] content, out string path)
    {
        path = directory.File("mapped");
        File.WriteAllBytes(path, content);
        using var fd = new DeviceFd(Open(path, 0));
        Assert.False(fd.IsInvalid);
        var mapping = NativeMapping.OfFile(fd, content.Length, writable: false);
        Assert.NotNull(mapping);
        return mapping;
    }

    static byte[] Content(int bytes)
    {
        var content = new byte[bytes];
        new Random(bytes).NextBytes(content);
        return content;
    }

    static void Truncate(string path, long bytes)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.SetLength(file, bytes);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
