using Scanout.Codecs.Recording;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Recordings.Packing;
using Scanout.Tests.Codecs.Recording.Reference;
using Scanout.Tests.Pipeline.Sinks.Recording;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Recordings;

public sealed class SegmentRepairTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    string Path => System.IO.Path.Combine(directory.Path, "torn.scanout");

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Torn_at_any_byte_it_has_every_chunk_that_was_whole()
    {
        var file = RecordSmall();
        var first = ReferenceRecording.Read(file).Chunks[0].NextOffset;
        for (var bytes = 0; bytes < file.Length; bytes++)
        {
            var torn = file[..bytes];
            File.WriteAllBytes(Path, torn);
            if (bytes < first)
            {
                Assert.Throws<RecordingException>(() => SegmentRepair.Run(Path, null, CancellationToken.None));
                Assert.Throws<RecordingException>(() => RecordingTimeline.Open(Path, null));
                Assert.Equal(torn, File.ReadAllBytes(Path));
                continue;
            }
            var shown = ShownPictures.Of(ReferenceRecording.Read(torn).Events);
            Assert.Equal(shown, Play());
            Assert.Equal(SegmentState.Torn, SegmentInspection.Read(Path).State);
            var repair = SegmentRepair.Run(Path, null, CancellationToken.None);
            Assert.Equal((true, bytes - new FileInfo(Path).Length), (repair.WasTorn, repair.CutBytes - Closing()));
            Assert.Equal(shown, Play());
            if (bytes % 8 == 0)
                RecordingSoundness.Check([Path], null);
            var whole = File.ReadAllBytes(Path);
            Assert.False(SegmentRepair.Run(Path, null, CancellationToken.None).WasTorn);
            Assert.Equal(whole, File.ReadAllBytes(Path));
        }
    }

    [Fact]
    public void What_did_not_come_to_the_disk_is_cut_off_however_many_chunks_it_is()
    {
        var file = RecordSmall();
        var chunks = ReferenceRecording.Read(file).Chunks.Where(chunk => chunk.Kind is ReferenceChunk.Key or ReferenceChunk.Delta).ToList();
        for (var lost = 1; lost < chunks.Count; lost++)
        {
            // Their headers are there, and of their bodies nothing.
            var torn = file[..(int)chunks[^1].NextOffset];
            foreach (var chunk in chunks[^lost..])
                torn.AsSpan((int)chunk.Offset + ReferenceChunk.HeaderBytes, chunk.BodyBytes).Clear();
            File.WriteAllBytes(Path, torn);
            var shown = ShownPictures.Of(ReferenceRecording.Read(torn).Events);
            Assert.Equal(shown, Play());
            Assert.True(SegmentRepair.Run(Path, null, CancellationToken.None).WasTorn);
            Assert.Equal(shown, Play());
            RecordingSoundness.Check([Path], null);
        }
    }

    [Fact]
    public void Damage_with_whole_chunks_behind_it_is_left_alone()
    {
        var file = RecordSmall();
        var chunks = ReferenceRecording.Read(file).Chunks.Where(chunk => chunk.Kind is ReferenceChunk.Key or ReferenceChunk.Delta).ToList();
        var damaged = file[..^1];
        damaged[chunks[1].Offset + ReferenceChunk.HeaderBytes + 5] ^= 1;
        File.WriteAllBytes(Path, damaged);
        var refusal = Assert.Throws<RecordingException>(() => SegmentRepair.Run(Path, null, CancellationToken.None));
        Assert.Contains($"damaged at byte {chunks[1].Offset}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_damaged_header_with_whole_chunks_behind_it_is_left_alone()
    {
        var file = RecordSmall();
        var chunks = ReferenceRecording.Read(file).Chunks.Where(chunk => chunk.Kind is ReferenceChunk.Key or ReferenceChunk.Delta).ToList();
        var damaged = file[..^1];
        damaged[chunks[1].Offset + 9] ^= 1;
        File.WriteAllBytes(Path, damaged);
        var refusal = Assert.Throws<RecordingException>(() => SegmentRepair.Run(Path, null, CancellationToken.None));
        Assert.Contains($"damaged at byte {chunks[1].Offset}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"a whole chunk begins at byte {chunks[2].Offset}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllBytes(Path));
        var fault = Assert.Single(SegmentVerification.Run(Path, null, CancellationToken.None).Faults);
        Assert.Equal(chunks[1].Offset, fault.Offset);
    }

    [Fact]
    public void Chunks_that_are_all_damaged_are_left_alone()
    {
        var file = RecordSmall();
        var chunks = ReferenceRecording.Read(file).Chunks.Where(chunk => chunk.Kind is ReferenceChunk.Key or ReferenceChunk.Delta).ToList();
        var damaged = file[..^1];
        foreach (var chunk in chunks)
            damaged[chunk.Offset + ReferenceChunk.HeaderBytes + 5] ^= 1;
        File.WriteAllBytes(Path, damaged);
        Assert.Throws<RecordingException>(() => SegmentRepair.Run(Path, null, CancellationToken.None));
        Assert.Equal(damaged, File.ReadAllBytes(Path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(900)]
    public void What_another_key_has_sealed_is_left_alone(int tornBytes)
    {
        using var stage = new RecordedStage { IsSealed = true };
        stage.Start();
        stage.PaintMuch(20);
        stage.Stop();
        var file = File.ReadAllBytes(stage.Segments[0])[..^tornBytes];
        File.WriteAllBytes(Path, file);
        var another = new byte[48];
        if (tornBytes > 0)
            Assert.Contains(
                "is sealed with another key",
                Assert.Throws<RecordingException>(() => SegmentRepair.Run(Path, another, CancellationToken.None)).Message, StringComparison.Ordinal);
        else
            Assert.False(SegmentRepair.Run(Path, another, CancellationToken.None).WasTorn);
        Assert.Equal(file, File.ReadAllBytes(Path));
        var check = SegmentVerification.Run(Path, another, CancellationToken.None);
        Assert.Equal(tornBytes > 0 ? SegmentState.Torn : SegmentState.Complete, check.State);
        Assert.Contains("is sealed with another key", Assert.Single(check.Faults).Problem, StringComparison.Ordinal);
        Assert.Equal(tornBytes > 0, SegmentRepair.Run(Path, stage.Settings.Secret, CancellationToken.None).WasTorn);
        Assert.Empty(SegmentVerification.Run(Path, stage.Settings.Secret, CancellationToken.None).Faults);
    }

    [Fact]
    public void A_service_with_another_key_leaves_what_there_is_and_records_on()
    {
        using var stage = new RecordedStage { IsSealed = true };
        stage.Start();
        stage.PaintMuch(20);
        stage.Stop();
        var old = stage.Segments[0];
        var torn = File.ReadAllBytes(old)[..^1000];
        File.WriteAllBytes(old, torn);
        stage.Settings = stage.Settings with { Secret = new byte[48] };
        stage.Restart();
        stage.PaintMuch(5);
        stage.Stop();
        using var upkeep = new RecordingUpkeep(stage.Store, stage.Settings.Secret, packs: true, stage.Log);
        upkeep.RunOnce(CancellationToken.None);
        Assert.Equal(torn, File.ReadAllBytes(old));
        Assert.Equal(1, stage.Log.Count("sealed with another key"));
        Assert.Equal(2, stage.Segments.Length);
        Assert.Empty(SegmentVerification.Run(stage.Segments[1], stage.Settings.Secret, CancellationToken.None).Faults);
    }

    [Fact]
    public void What_another_process_did_since_it_was_found_torn_stays()
    {
        var file = RecordSmall();
        File.WriteAllBytes(Path, file[..^200]);
        var repair = SegmentRepair.Run(Path, null, begin: () =>
        {
            File.WriteAllBytes(Path, file);
            return null;
        }, CancellationToken.None);
        Assert.False(repair.WasTorn);
        Assert.Equal(file, File.ReadAllBytes(Path));
    }

    [Fact]
    public void It_stays_as_old_as_it_was()
    {
        File.WriteAllBytes(Path, RecordSmall()[..^40]);
        var age = new DateTime(2026, 11, 20, 1, 2, 3, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path, age);
        Assert.True(SegmentRepair.Run(Path, null, CancellationToken.None).WasTorn);
        Assert.Equal(age, File.GetLastWriteTimeUtc(Path));
    }

    [Fact]
    public void What_is_being_written_is_left_alone()
    {
        using var stage = new RecordedStage(64, 64);
        stage.Start();
        var path = Assert.Single(stage.Segments);
        Assert.Contains("is being written", Assert.Throws<RecordingException>(() => SegmentRepair.Run(path, null, CancellationToken.None)).Message,
            StringComparison.Ordinal);
        stage.Stop();
        Assert.False(SegmentRepair.Run(path, null, CancellationToken.None).WasTorn);
    }

    /// <summary>A file of a few thousand bytes with several chunks, two of them keys.</summary>
    static byte[] RecordSmall()
    {
        using var stage = new RecordedStage(48, 32);
        stage.Settings = stage.Settings with { KeyInterval = TimeSpan.FromSeconds(1) };
        stage.Device.Fill(new PixelRectangle(0, 0, 48, 32), 0x336699);
        stage.Start();
        for (var picture = 0; picture < 8; picture++)
        {
            if (picture == 4)
                stage.Device.Cursor = new Cursor(new CursorImage(1, 1, 0, 0, [1, 2, 3, 255]), 7, 8);
            stage.Paint(device => device.Fill(new PixelRectangle(picture * 4, picture, 5, 9), (uint)(picture * 77777)), TimeSpan.FromMilliseconds(360));
        }
        stage.Stop();
        var file = File.ReadAllBytes(stage.Segments[0]);
        Assert.InRange(file.Length, 1000, 5000);
        Assert.InRange(RecordingSoundness.Chunks(stage.Segments[0]).Count, 4, 12);
        Assert.InRange(RecordingSoundness.Chunks(stage.Segments[0]).Count(chunk => chunk.Kind == RecordingChunkKind.Key), 2, 4);
        return file;
    }

    List<string> Play()
    {
        using var timeline = RecordingTimeline.Open(Path, null);
        return ShownPictures.Of(timeline);
    }

    /// <summary>Bytes of the index and the end.</summary>
    long Closing()
    {
        var chunks = ReferenceRecording.Read(File.ReadAllBytes(Path)).Chunks;
        return chunks[^1].NextOffset - chunks[^2].Offset;
    }
}
