using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

public sealed class DoctorTests : IDisposable
{
    readonly TemporaryDirectory root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public async Task An_obstacle_is_told_and_ends_the_doctor_with_1_where_it_is_to_be_strict()
    {
        var file = Path.Combine(root.Path, "scanout.hocon");
        await File.WriteAllTextAsync(file, $"scanout {{ web.port = 1, recording.directory = \"{root.Path}/none/recordings\" }}");
        var (exitCode, output, errors) = await ScanoutProcess.RunAsync("doctor", "--root", root.Path, "--config", file);
        Assert.True(exitCode == 0, errors);
        Assert.Contains("obstacle  kernel: VFIO is not there", output);
        Assert.Contains("liblz4.so.1: it is", output);
        Assert.Contains("note      recordings:", output);
        Assert.Contains("note      service: no service answers at", output);
        (exitCode, _, _) = await ScanoutProcess.RunAsync("doctor", "--strict", "--root", root.Path, "--config", file);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task Top_writes_one_plain_table_of_a_running_service()
    {
        await using var service = await ScanoutProcess.ServeAsync("", "--demo", "2");
        await service.WaitForDisplayAsync("demo-2", display => display.Frames > 0);
        var (exitCode, output, errors) = await ScanoutProcess.RunAsync("top", "--once", "--interval", "200ms", "--web", service.Web.BaseAddress!.ToString());
        Assert.True(exitCode == 0, errors);
        Assert.Matches("2 displays, 0 viewers, .* of a core, [0-9.]+ MB of memory; 0 recorded", output);
        Assert.Matches("demo-1 +(live|idle) +1280×720 ", output);
        Assert.DoesNotContain('\e', output);
    }
}
