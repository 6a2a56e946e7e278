using Scanout.Pipeline.Recordings;
using Scanout.Tests.Codecs.Recording.Reference;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Recordings;

/// <summary>Recordings that the product did not write, but FORMAT.md's other reader's other half: the product shows them as they are.</summary>
public sealed class ReferenceFilesTests : IDisposable
{
    static readonly byte[] Secret = [.. "a secret of thirty-two bytes, all of them in this file\n"u8];

    readonly TemporaryDirectory directory = new();

    public static TheoryData<int, bool, int> Stories => new()
    {
        { 1, false, 0 }, { 2, false, 0 }, { 3, false, 0 }, { 4, true, 0 }, { 5, true, 0 }, { 6, false, 1 }, { 7, false, 3 }, { 8, true, 2 }, { 9, false, 2 },
    };

    string KeyFile => Path.Combine(directory.Path, "key");

    public void Dispose() => directory.Dispose();

    [Theory]
    [MemberData(nameof(Stories))]
    public void What_a_story_tells_is_what_is_shown(int seed, bool isSealed, int packs)
    {
        var story = Tell(seed, isSealed, packs);
        foreach (var file in (byte[][])[story.File, story.Unclosed])
        {
            using var timeline = Open(file, isSealed);
            Assert.Equal(ShownPictures.Of(story.Events), ShownPictures.Of(timeline));
            Assert.Null(timeline.Fault);
            Assert.Equal(
                story.Events.OfType<ReferenceGap>().Select(gap => (gap.Time, (long)gap.Microseconds, (int)gap.Reason, (long)gap.PicturesLeftOut, gap.Sentence)),
                timeline.Gaps.Select(gap => (Micros(gap.To), Micros(gap.To - gap.From), (int)gap.Why, gap.PictureCount, gap.Sentence)));
        }
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public void Any_moment_shows_what_was_shown_then(int seed, bool isSealed, int packs)
    {
        var story = Tell(seed, isSealed, packs);
        var shown = ShownPictures.Of(story.Events).ToLookup(line => long.Parse(line.Split(' ')[0], null));
        var times = shown.Select(each => each.Key).ToList();
        using var timeline = Open(story.File, isSealed);
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            var moment = round % 3 == 0 ? times[random.Next(times.Count)] - random.Next(2) : random.NextInt64(story.EndTime + 1000);
            var expected = times.Where(time => time <= moment).Select(time => (long?)time).LastOrDefault();
            Assert.Equal(expected is not null, timeline.Seek(TimeSpan.FromMicroseconds(moment)));
            if (expected is { } time)
                Assert.Equal(shown[time].Single(), ShownPictures.Line(timeline));
        }
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public void All_is_found_to_be_well(int seed, bool isSealed, int packs)
    {
        var story = Tell(seed, isSealed, packs);
        var secret = isSealed ? Secret : null;
        var path = Write(story.File);
        var check = SegmentVerification.Run(path, secret, CancellationToken.None);
        Assert.Empty(check.Faults);
        Assert.Equal((SegmentState.Complete, story.Events.OfType<ReferencePicture>().Count()), (check.State, (int)check.PictureCount));
        Assert.Equal(Convert.ToHexStringLower(ReferenceRecording.Read(story.File, secret).LastLink), $"{check.LastLink}");
        var facts = SegmentInspection.Read(path, secret);
        Assert.Equal(("vm-17", story.EndTime, packs > 0, isSealed), (facts.Facts.Display, Micros(facts.Duration), facts.IsPacked, facts.IsSealed));
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public void A_torn_one_that_was_repaired_is_whole_for_the_other_reader_too(int seed, bool isSealed, int packs)
    {
        var story = Tell(seed, isSealed, packs);
        var secret = isSealed ? Secret : null;
        var random = new Random(seed);
        for (var round = 0; round < 6; round++)
        {
            var torn = story.File[..random.Next(story.ChunkEnds[0], story.File.Length)];
            var before = ReferenceRecording.Read(torn, secret);
            var path = Write(torn);
            Assert.True(SegmentRepair.Run(path, secret, CancellationToken.None).WasTorn);
            var after = ReferenceRecording.Read(File.ReadAllBytes(path), secret);
            Assert.Equal((null, null, true, 2), (after.Breach, after.ChainBreak, after.IsComplete, after.HowClosed));
            Assert.Empty(after.Faults);
            Assert.Equal(before.Events.Select(Told), after.Events.Select(Told));
            Assert.Empty(SegmentVerification.Run(path, secret, CancellationToken.None).Faults);
        }
    }

    static string Told(ReferenceEvent told) => Codecs.Recording.ReferenceRecordingTests.Told(told);

    static long Micros(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    static ReferenceStory Tell(int seed, bool isSealed, int packs) => ReferenceStory.Tell(seed, isSealed ? Secret : null, packs);

    RecordingTimeline Open(byte[] file, bool isSealed)
    {
        if (isSealed)
            File.WriteAllBytes(KeyFile, Secret);
        return RecordingTimeline.Open(Write(file), isSealed ? KeyFile : null);
    }

    string Write(byte[] file)
    {
        var path = Path.Combine(directory.Path, $"{Guid.NewGuid():N}.scanout");
        File.WriteAllBytes(path, file);
        return path;
    }
}
