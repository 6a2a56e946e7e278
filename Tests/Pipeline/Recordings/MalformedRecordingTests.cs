using System.Diagnostics;
using Scanout.Pipeline.Recordings;
using Scanout.Tests.Codecs.Recording.Reference;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Recordings;

/// <summary>Recordings from strangers: whatever they are, what comes of them is a picture, a fault that is told, or a refusal.</summary>
public sealed class MalformedRecordingTests : IDisposable
{
    /// <summary>Far more than any of them needs, and far less than they ask for.</summary>
    const long MostAllocatedBytes = 256L << 20;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new();

    public static TheoryData<string> Names => [.. ReferenceNonsense.Files().Select(file => file.Name)];

    string Path => System.IO.Path.Combine(directory.Path, "strange.scanout");

    public void Dispose() => directory.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Nonsense_with_right_sums_is_not_believed(string name)
    {
        var file = ReferenceNonsense.Files().First(file => file.Name == name).File;
        var faults = Use(file);
        Assert.True(faults is null or > 0 || ReferenceRecording.Read(file) is { IsComplete: false }, "nothing was found");
    }

    [Fact]
    public void What_only_who_verifies_looks_at_is_found_by_who_verifies() =>
        Assert.All(ReferenceNonsense.Faults(), file => Assert.True(Use(file.File) > 0, file.Name));

    [Theory]
    [InlineData(11, 0)]
    [InlineData(12, 0)]
    [InlineData(13, 2)]
    public void Turned_bits_under_right_sums_harm_nobody(int story, int packs)
    {
        var file = ReferenceStory.Tell(story, packs: packs).File;
        for (var seed = 0; seed < 150; seed++)
            Use(ReferenceNonsense.Resummed(file, seed));
    }

    [Theory]
    [InlineData(14, 0)]
    [InlineData(15, 2)]
    public void Turned_bits_and_files_cut_anywhere_harm_nobody(int story, int packs)
    {
        var file = ReferenceStory.Tell(story, packs: packs).File;
        var random = new Random(story);
        for (var round = 0; round < 100; round++)
        {
            var broken = (byte[])file.Clone();
            for (var turns = random.Next(4); turns > 0; turns--)
                broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            Use(broken[..random.Next(broken.Length + 1)]);
        }
    }

    /// <summary>Everything that one does with a recording; how many faults were found, or null where it was refused.</summary>
    int? Use(byte[] file)
    {
        File.WriteAllBytes(Path, file);
        var (begun, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        var faults = default(int?);
        var shown = new List<string>();
        try
        {
            using var timeline = RecordingTimeline.Open(Path, null);
            shown = ShownPictures.Of(timeline);
            _ = timeline.Bgrx.Length + timeline.Gaps.Count;
            foreach (var part in (double[])[0.9, 0, 0.5, 1])
            {
                var moment = timeline.End * part;
                if (timeline.Seek(moment))
                    ShownPictures.Line(timeline);
                _ = timeline.Moment(timeline.WallClock(moment));
                timeline.Next();
            }
            faults = SegmentVerification.Run(Path, null, CancellationToken.None).Faults.Count;
            _ = SegmentInspection.Read(Path).End;
            SegmentRepair.Run(Path, null, CancellationToken.None);
        }
        catch (RecordingException)
        {
            // It is refused, with a sentence.
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, MostAllocatedBytes);
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, Patience);
        // Up to where the other reader ends, both show the same; the last moment may go on in the chunk that is broken.
        var expected = ShownPictures.Of(ReferenceRecording.Read(file).Events);
        Assert.Equal(expected.SkipLast(1), shown.Take(expected.Count - 1));
        return faults;
    }
}
