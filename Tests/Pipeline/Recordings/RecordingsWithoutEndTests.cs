using Scanout.Pipeline.Recordings;
using Scanout.Tests.Codecs.Recording.Reference;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Recordings;

/// <summary>Recordings in which one bad chunk follows on the other: what is passed over costs neither stack nor memory.</summary>
public sealed class RecordingsWithoutEndTests : IDisposable
{
    const uint Format = 0x34325258;
    const int PackBytes = 16 << 20;

    static readonly ReferenceTile Grey = new(0, null, [.. Enumerable.Repeat((byte)0x77, 64 * 64 * 3)]);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Thousands_of_pictures_that_cannot_be_drawn_are_passed_over_one_after_the_other()
    {
        var writer = new ReferenceWriter(ReferenceWriter.Facts());
        var records = new ReferenceRecords().Clock(0, 0).NoCursor(0).Whole(0, 1, 1, Format, [Grey]).Bytes;
        byte[] payload = [.. new ReferenceOutput().U32((uint)records.Length).Put(records).Varint(2).Put([0xFF, 0xFF]).ToArray()];
        for (var number = 0; number < 10_000; number++)
            writer.Chunk(ReferenceChunk.Key, 0, number, [.. payload, .. new byte[ReferenceChunk.LinkBytes]]);
        writer.Records(true, 10_000, new ReferenceRecords().Clock(0, 0).NoCursor(0).Whole(0, 1, 1, Format, [Grey]));
        using var timeline = Open(writer);
        Assert.True(timeline.Next());
        Assert.Equal(TimeSpan.FromMicroseconds(10_000), timeline.Time);
        Assert.NotNull(timeline.Fault);
    }

    [Fact]
    public void Thousands_of_packs_with_nothing_in_them_are_passed_over_one_after_the_other()
    {
        var writer = new ReferenceWriter(ReferenceWriter.Facts());
        for (var number = 0; number < 30_000; number++)
            writer.Chunk(ReferenceChunk.Pack, 0, number, [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0, 1, 0, 0]);
        using var timeline = Open(writer);
        Assert.False(timeline.Next());
        Assert.Contains("nothing", timeline.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Packs_that_show_nothing_do_not_pile_up(bool isKey, bool isCutOff)
    {
        var writer = new ReferenceWriter(ReferenceWriter.Facts());
        for (var number = 0; number < 12; number++)
        {
            writer.BeginPack();
            writer.Records(isKey, number, new ReferenceRecords().Clock(0, 0).Record(isCutOff ? 1 : 77, 0, new byte[PackBytes]));
            writer.EndPack();
        }
        using var timeline = Open(writer, out var begun);
        Assert.False(timeline.Next());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - begun, 0, 6L * PackBytes);
    }

    [Theory]
    [InlineData(24_575, false, true)]
    [InlineData(24_576, false, false)]
    [InlineData(24_575, true, true)]
    [InlineData(24_576, true, false)]
    public void What_may_be_drawn_from_one_key_to_the_next_is_bounded(int changes, bool areCopies, bool isWithin)
    {
        ReferenceCopy[] copies = [.. Enumerable.Repeat(new ReferenceCopy(0, 0, 64, 64, 0, 0), areCopies ? 4 : 0)];
        ReferenceTile[] tiles = areCopies ? [] : [new(0, 0)];
        var writer = new ReferenceWriter(ReferenceWriter.Facts());
        var records = new ReferenceRecords().Clock(0, 0).NoCursor(0).Whole(0, 64, 64, Format, [Grey]);
        for (var number = 0; number < changes; number++)
            records.Change(0, copies, tiles);
        writer.Records(true, 0, records);
        using var timeline = Open(writer);
        timeline.Next();
        Assert.Equal(isWithin, timeline.Fault is null);
    }

    RecordingTimeline Open(ReferenceWriter writer) => Open(writer, out _);

    RecordingTimeline Open(ReferenceWriter writer, out long allocated)
    {
        var path = Path.Combine(directory.Path, "strange.scanout");
        File.WriteAllBytes(path, writer.File);
        allocated = GC.GetAllocatedBytesForCurrentThread();
        return RecordingTimeline.Open(path, null);
    }
}
