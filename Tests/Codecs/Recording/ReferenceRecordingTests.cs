using Scanout.Tests.Codecs.Recording.Reference;
using Scanout.Tests.Support;

namespace Scanout.Tests.Codecs.Recording;

/// <summary>The two halves that were written from FORMAT.md alone, against each other; what the product makes of it is held to them elsewhere.</summary>
public sealed class ReferenceRecordingTests
{
    static readonly byte[] KeyFile = [.. "a key file's bytes, all of them\n"u8];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Fact]
    public void The_sum_of_nine_digits_is_that_of_the_page() => Assert.Equal(0xE3069283, ReferenceCrc32C.Of("123456789"u8));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_made_up_recording_is_read_as_it_was_written(int seed) => AssertShows(ReferenceStory.Tell(seed), null);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_sealed_recording_is_read_with_its_key(int seed) => AssertShows(ReferenceStory.Tell(seed, KeyFile), KeyFile);

    [RealPeerFact(ReferenceZstd.Command)]
    public void A_packed_recording_is_read_as_it_was_written()
    {
        for (var seed = 1; seed <= 4; seed++)
            AssertShows(ReferenceStory.Tell(seed, packs: 3), null);
    }

    [RealPeerFact(ReferenceZstd.Command)]
    public void A_packed_and_sealed_recording_is_read_as_it_was_written() => AssertShows(ReferenceStory.Tell(5, KeyFile, packs: 2), KeyFile);

    [Fact]
    public void A_sealed_recording_without_a_key_tells_its_facts_and_no_more()
    {
        var read = ReferenceRecording.Read(ReferenceStory.Tell(3, KeyFile).File);
        Assert.Equal(("vm-17", true, 0, null), (read.Facts!.Display, read.IsKeyMissing, read.Events.Count, read.Breach));
    }

    [Fact]
    public void A_key_that_does_not_fit_is_a_breach_at_the_first_sealed_chunk()
    {
        var read = ReferenceRecording.Read(ReferenceStory.Tell(3, KeyFile).File, new byte[32]);
        Assert.Equal(("a seal that the key does not open", 1, 0), (read.Breach, read.Chunks.Count, read.Events.Count));
    }

    [Fact]
    public void Every_length_of_a_file_gives_the_chunks_that_are_whole()
    {
        var story = ReferenceStory.Tell(7);
        var whole = ReferenceRecording.Read(story.File);
        var random = new Random(7);
        int[] lengths =
        [
            .. Enumerable.Range(0, 20), .. whole.Chunks.SelectMany(chunk => new[] { -1, 0, 1, 31, 32, 33 }.Select(more => (int)chunk.Offset + more)),
            .. Enumerable.Range(0, 20).Select(_ => random.Next(story.File.Length)), story.File.Length - 1,
        ];
        foreach (var length in lengths)
        {
            var torn = ReferenceRecording.Read(story.File[..length]);
            Assert.False(torn.IsComplete);
            Assert.Null(torn.Breach);
            Assert.Null(torn.ChainBreak);
            Assert.Equal(whole.Chunks.TakeWhile(chunk => chunk.NextOffset <= length), torn.Chunks);
            Assert.Equal(whole.Events.Take(torn.Events.Count).Select(Told), torn.Events.Select(Told));
        }
    }

    [Fact]
    public void A_bit_that_turned_ends_the_reading_at_its_chunk()
    {
        var story = ReferenceStory.Tell(8);
        var whole = ReferenceRecording.Read(story.File);
        var random = new Random(8);
        for (var round = 0; round < 40; round++)
        {
            var at = random.Next(8, story.File.Length);
            var file = story.File;
            file[at] ^= (byte)(1 << random.Next(8));
            var read = ReferenceRecording.Read(file);
            Assert.Equal(whole.Chunks.Last(chunk => chunk.Offset <= at).Offset, read.EndOffset);
            Assert.NotNull(read.Breach);
        }
    }

    [Fact]
    public void A_chunk_that_was_taken_out_breaks_the_chain_where_it_was()
    {
        var whole = ReferenceRecording.Read(ReferenceStory.Tell(9).Unclosed);
        var file = ReferenceStory.Tell(9).Unclosed;
        var gone = whole.Chunks.Where(chunk => chunk.Kind == ReferenceChunk.Delta).ElementAt(1);
        var read = ReferenceRecording.Read([.. file[..(int)gone.Offset], .. file[(int)gone.NextOffset..]]);
        Assert.Equal(gone.Offset, read.ChainBreak ?? read.EndOffset);
    }

    /// <summary>What an event says, in a form that is equal where events are.</summary>
    public static string Told(ReferenceEvent told) => told switch
    {
        ReferencePicture it => $"{it.Time} picture {it.Width}x{it.Height} {it.Format} {it.IsWhole} {it.IsNotice} {it.Hash}",
        ReferenceCursor { Shape: { } shape } it =>
            $"{it.Time} cursor {it.X} {it.Y} {shape.Width}x{shape.Height} {shape.HotX} {shape.HotY} {Convert.ToHexString(shape.Bgra)}",
        _ => $"{told}",
    };

    static void AssertShows(ReferenceStory story, byte[]? keyFile)
    {
        var read = ReferenceRecording.Read(story.File, keyFile);
        Assert.Null(read.Breach);
        Assert.True(read.IsComplete);
        Assert.Null(read.ChainBreak);
        Assert.Empty(read.Faults);
        Assert.Equal(story.File.Length, read.EndOffset);
        Assert.Equal(story.EndTime, read.EndTime);
        Assert.Equal(story.Events.Select(Told), read.Events.Select(Told));
        var torn = ReferenceRecording.Read(story.Unclosed, keyFile);
        Assert.Equal((false, null, story.Unclosed.Length), (torn.IsComplete, torn.Breach, torn.EndOffset));
        Assert.Equal(story.Events.Select(Told), torn.Events.Select(Told));
    }
}
