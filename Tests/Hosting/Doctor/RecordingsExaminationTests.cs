using Scanout.Hosting.Configuration;
using Scanout.Hosting.Doctor;
using Scanout.Pipeline.Devices.Vfio.Doctor;
using Scanout.Tests.Pipeline.Sinks.Recording;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Doctor;

public sealed class RecordingsExaminationTests : IDisposable
{
    readonly TemporaryDirectory directory = new();
    long free = 10L << 30;

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Without_a_directory_nothing_is_recorded_which_is_no_obstacle() =>
        Assert.Equal(Severity.Note, Assert.Single(await ExamineAsync("")).Severity);

    [Fact]
    public async Task A_directory_that_the_service_will_make_is_told()
    {
        var finding = Assert.Single(await ExamineAsync(Path.Combine(directory.Path, "a/b")));
        Assert.Equal(Severity.Note, finding.Severity);
        Assert.Contains("is not there yet", finding.Sentence);
    }

    [Fact]
    public async Task A_file_is_no_directory()
    {
        var file = Path.Combine(directory.Path, "file");
        await File.WriteAllTextAsync(file, "");
        Assert.Contains("is a file", Assert.Single(await ExamineAsync(file)).Sentence);
    }

    [Fact]
    public async Task A_directory_that_is_open_to_everybody_a_full_disk_and_unbounded_keeping_are_told()
    {
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_101_101);
        Assert.Contains(await ExamineAsync(directory.Path), finding => finding.Remedy?.StartsWith("chmod", StringComparison.Ordinal) == true);
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_000_000);
        Assert.Contains(await ExamineAsync(directory.Path), finding => finding.Sentence.Contains("nothing says how much is kept", StringComparison.Ordinal));
        free = 1 << 20;
        Assert.Contains(await ExamineAsync(directory.Path), finding => finding.Severity == Severity.Obstacle && finding.Sentence.Contains("1 MiB free", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Torn_files_are_counted()
    {
        using var stage = new RecordedStage();
        stage.Start();
        stage.PaintMuch(3);
        stage.Stop();
        Assert.Contains(await ExamineAsync(stage.Root), finding => finding is { Severity: Severity.Good, Sentence: var said } && said.EndsWith("none of them torn", StringComparison.Ordinal));
        var last = stage.Segments[^1];
        using (var file = File.OpenWrite(last))
            file.SetLength(file.Length / 2);
        Assert.Contains(await ExamineAsync(stage.Root), finding => finding.Sentence.StartsWith("1 of ", StringComparison.Ordinal));
    }

    async Task<IReadOnlyList<Finding>> ExamineAsync(string path) =>
        await new RecordingsExamination(new RecordingSettings { Directory = path }, _ => free, isServing: false).ExamineAsync(CancellationToken.None);
}
