using System.Diagnostics;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Tests.Pipeline.Recordings.Store;

public sealed class SegmentLockTests : IDisposable
{
    readonly StoreFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void A_segment_is_seen_to_be_written_until_it_is_closed()
    {
        using var store = fixture.Open();
        var segment = store.Create("vm", StoreFixture.Start);
        segment.Append(new byte[1]);
        using var reader = File.OpenHandle(segment.Path);
        Assert.True(SegmentLock.IsWritten(segment.Path));
        Assert.True(SegmentLock.IsWritten(reader));
        segment.Dispose();
        Assert.False(SegmentLock.IsWritten(segment.Path));
        Assert.False(SegmentLock.IsWritten(reader));
    }

    [Fact]
    public void Readers_neither_take_the_lock_nor_end_it_when_they_close_the_file()
    {
        using var store = fixture.Open();
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append("text"u8);
        foreach (var share in new[] { FileShare.Read, FileShare.ReadWrite, FileShare.ReadWrite | FileShare.Delete })
            using (var reader = new FileStream(segment.Path, FileMode.Open, FileAccess.Read, share))
                Assert.Equal('t', reader.ReadByte());
        Assert.True(SegmentLock.IsWritten(segment.Path));
        segment.Append("more"u8);
    }

    [Fact]
    public void Another_program_reads_what_is_being_written()
    {
        using var store = fixture.Open();
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append("written"u8);
        using var cat = Process.Start(new ProcessStartInfo("cat", [segment.Path]) { RedirectStandardOutput = true })!;
        Assert.Equal("written", cat.StandardOutput.ReadToEnd());
        cat.WaitForExit();
    }

    [Fact]
    public void A_file_that_nobody_writes_is_not_being_written()
    {
        Assert.False(SegmentLock.IsWritten(fixture.Put("vm/1.scanout", 1)));
        Assert.False(SegmentLock.IsWritten(fixture.File("vm/none.scanout")));
        Assert.False(SegmentLock.IsWritten(fixture.Path));
    }
}
