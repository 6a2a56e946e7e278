using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Tests.Pipeline.Recordings.Store;

public sealed class RecordingFilesTests : IDisposable
{
    readonly StoreFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void Segments_are_found_by_display_and_name_without_a_store()
    {
        fixture.Put("b/2.scanout", 2);
        fixture.Put("b/1.scanout", 1);
        fixture.Put("b/1.scanout.packing", 1);
        fixture.Put("a.scanout/3.scanout", 3);
        fixture.Put("a.scanout/deeper/4.scanout", 4);
        fixture.Put(".hidden/5.scanout", 5);
        fixture.Put("text.txt", 6);
        fixture.Put("7.scanout", 7);
        Assert.Equal(
            [
                new(fixture.File("a.scanout/3.scanout"), "a.scanout", 3, false), new(fixture.File("b/1.scanout"), "b", 1, false),
                new(fixture.File("b/2.scanout"), "b", 2, false), new StoredSegment(fixture.File("7.scanout"), "recordings", 7, false),
            ],
            RecordingFiles.Find(fixture.Path + "/"));
    }

    [Fact]
    public void A_displays_own_directory_has_its_segments()
    {
        using var store = fixture.Open();
        using var segment = store.Create("vm", StoreFixture.Start);
        segment.Append(new byte[9]);
        Assert.Equal([new StoredSegment(segment.Path, "vm", 9, IsOpen: true)], RecordingFiles.Find(fixture.File("vm")));
    }

    [Fact]
    public void A_directory_that_is_not_there_has_none() => Assert.Empty(RecordingFiles.Find(fixture.File("none")));
}
