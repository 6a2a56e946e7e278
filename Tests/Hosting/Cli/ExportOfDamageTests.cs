using Scanout.Hosting.Cli;
using Scanout.Tests.Codecs.Recording.Reference;
using Scanout.Tests.Pipeline.Recordings;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Cli;

/// <summary>What <c>scanout export</c> makes of recordings that are not all right.</summary>
public sealed class ExportOfDamageTests : IDisposable
{
    static readonly DateTimeOffset Night = new(2026, 11, 26, 3, 12, 0, TimeSpan.Zero);

    readonly TemporaryDirectory directory = new();

    string Out => Path.Combine(directory.Path, "out.mkv");

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_whole_one_is_a_success()
    {
        Write("1", MadeUpSegment.Of(Night, TimeSpan.FromSeconds(4)));
        // One that a service began, which was killed at that moment.
        Write("2", []);
        Assert.Equal(ExitCodes.Success, await ExportAsync(directory.Path));
    }

    [Fact]
    public async Task What_could_be_read_of_a_damaged_one_is_written_and_the_rest_is_a_failure()
    {
        Write("1", MadeUpSegment.Of(Night, TimeSpan.FromSeconds(4), isDamaged: true));
        Assert.Equal(ExitCodes.Failure, await ExportAsync(directory.Path));
        Assert.True(new FileInfo(Out).Length > 0);
    }

    [Fact]
    public async Task A_sealed_segment_among_others_is_a_failure_after_the_others_are_written()
    {
        Write("1", MadeUpSegment.Of(Night, TimeSpan.FromSeconds(4)));
        Write("2", ReferenceStory.Tell(4, new byte[32]).File);
        Assert.Equal(ExitCodes.Failure, await ExportAsync(directory.Path));
        Assert.True(new FileInfo(Out).Length > 0);
    }

    [Fact]
    public async Task A_sealed_one_without_its_key_is_a_failure_and_no_crash()
    {
        Write("1", ReferenceStory.Tell(4, new byte[32]).File);
        Assert.Equal(ExitCodes.Failure, await ExportAsync(Path.Combine(directory.Path, "1.scanout")));
        Assert.False(File.Exists(Out));
    }

    Task<int> ExportAsync(string path) => CommandLine.RunAsync(["export", path, Out, "--codec", "zmbv"]);

    void Write(string name, byte[] file) => File.WriteAllBytes(Path.Combine(directory.Path, name + ".scanout"), file);
}
