using Scanout.Tests.Codecs.Recording.Reference;

namespace Scanout.Tests.Codecs.Recording;

/// <summary>Nonsense with right sums, as the reference decoder takes it.</summary>
public sealed class ReferenceNonsenseTests
{
    public static TheoryData<string> Names => [.. ReferenceNonsense.Files().Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_broken_rule_ends_the_reading_at_its_chunk(string name)
    {
        var file = ReferenceNonsense.Files().First(file => file.Name == name).File;
        var read = ReferenceRecording.Read(file);
        Assert.NotNull(read.Breach);
        Assert.False(read.IsComplete);
        Assert.InRange(read.BreachOffset, read.EndOffset, file.Length);
        Assert.True(read.Events.Count is 0 or 3, $"{read.Events.Count} events");
    }

    [Fact]
    public void What_is_only_for_who_verifies_is_told_and_does_not_end_the_reading() =>
        Assert.All(ReferenceNonsense.Faults(), file =>
        {
            var read = ReferenceRecording.Read(file.File);
            Assert.Null(read.Breach);
            Assert.NotEmpty(read.Faults);
            Assert.NotEmpty(read.Events);
        });

    [Fact]
    public void Turned_bits_under_right_sums_break_a_rule_or_the_chain_or_nothing_that_is_shown()
    {
        var story = ReferenceStory.Tell(10);
        var whole = ReferenceRecording.Read(story.File);
        var (breaches, breaks) = (0, 0);
        for (var seed = 0; seed < 100; seed++)
        {
            var read = ReferenceRecording.Read(ReferenceNonsense.Resummed(story.File, seed));
            breaches += read.Breach is null ? 0 : 1;
            breaks += read.ChainBreak is null ? 0 : 1;
            if (read.Breach is null && read.ChainBreak is null && read.Faults.Count == 0)
                Assert.Equal(whole.Events.Select(ReferenceRecordingTests.Told), read.Events.Select(ReferenceRecordingTests.Told));
        }
        Assert.True(breaches > 20 && breaks > 20, $"{breaches} breaches, {breaks} breaks");
    }
}
