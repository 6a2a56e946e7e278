using Scanout.Hosting.Cli;
using Scanout.Pipeline.Sinks.Recording;
using Scanout.Tests.Pipeline.Sinks.Recording;

namespace Scanout.Tests.Hosting.Cli;

public sealed class VerifyCommandTests
{
    [Fact]
    public void A_recording_of_several_segments_follows()
    {
        using var stage = RecordSome();
        Assert.Equal((ExitCodes.Success, ""), Verify(stage.Folder));
    }

    [Fact]
    public void Damage_in_the_middle_is_told_once()
    {
        using var stage = RecordSome();
        var damaged = stage.Segments[1];
        var bytes = File.ReadAllBytes(damaged);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(damaged, bytes);
        var (exitCode, errors) = Verify(stage.Folder);
        Assert.Equal(ExitCodes.Failure, exitCode);
        Assert.StartsWith($"scanout: {damaged}: byte ", Assert.Single(Lines(errors)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_segment_that_is_missing_is_told_of()
    {
        using var stage = RecordSome();
        File.Delete(stage.Segments[1]);
        var (exitCode, errors) = Verify(stage.Folder);
        Assert.Equal(ExitCodes.Failure, exitCode);
        Assert.Contains("it does not follow on the segment before it", Assert.Single(Lines(errors)), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_chain_begins_anew_it_is_told_and_is_no_fault()
    {
        using var stage = RecordSome();
        stage.History = new RecordingHistory();
        foreach (var path in stage.Segments)
            File.Move(path, path + ".away");
        stage.Start();
        stage.PaintMuch(3);
        stage.Stop();
        var anew = Assert.Single(stage.Segments);
        foreach (var path in Directory.GetFiles(stage.Folder, "*.away"))
            File.Move(path, path[..^".away".Length]);
        var (exitCode, errors) = Verify(stage.Folder);
        Assert.Equal(ExitCodes.Success, exitCode);
        Assert.StartsWith($"scanout: {anew}: the chain begins anew here", Assert.Single(Lines(errors)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_torn_one_is_sent_to_the_repair_and_one_of_another_key_is_not()
    {
        using var stage = RecordSome(isSealed: true);
        var torn = stage.Segments[^1];
        File.WriteAllBytes(torn, File.ReadAllBytes(torn)[..^40]);
        Assert.Contains("scanout repair makes it whole", Verify(torn, stage.Settings.Secret).Errors, StringComparison.Ordinal);
        var (exitCode, errors) = Verify(torn, new byte[48]);
        Assert.Equal(ExitCodes.Failure, exitCode);
        Assert.Contains("it is sealed with another key", Assert.Single(Lines(errors)), StringComparison.Ordinal);
    }

    static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    static (int ExitCode, string Errors) Verify(string path, byte[]? secret = null)
    {
        using var errors = new StringWriter();
        return (VerifyCommand.Run(path, secret, TextWriter.Null, errors, CancellationToken.None), errors.ToString());
    }

    static RecordedStage RecordSome(bool isSealed = false)
    {
        var stage = new RecordedStage { IsSealed = isSealed };
        stage.Settings = stage.Settings with { SegmentBytes = 1 << 20 };
        stage.Start();
        stage.PaintMuch(30);
        stage.Stop();
        Assert.InRange(stage.Segments.Length, 3, 40);
        return stage;
    }
}
