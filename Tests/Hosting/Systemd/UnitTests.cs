using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Scanout.Tests.Architecture;
using Scanout.Tests.EndToEnd;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Systemd;

public sealed partial class UnitTests : IDisposable
{
    /// <summary>Of ten; below two and a half systemd calls a unit well protected.</summary>
    const double MostExposure = 2.5;

    readonly TemporaryDirectory directory = new();
    readonly string[] lines = File.ReadAllLines(Path.Combine(SourceTree.Root, "Hosting/Systemd/scanout.service"));

    public void Dispose() => directory.Dispose();

    [Fact]
    public void The_service_may_have_the_two_capabilities_of_a_takeover_and_no_more()
    {
        Assert.Equal(["CAP_SYS_PTRACE", "CAP_DAC_READ_SEARCH"], Value("CapabilityBoundingSet").Split(' '));
        Assert.Equal(["CAP_SYS_PTRACE", "CAP_DAC_READ_SEARCH"], Value("AmbientCapabilities").Split(' '));
        Assert.Equal("yes", Value("NoNewPrivileges"));
    }

    [RealPeerFact("systemd-analyze")]
    public async Task Systemd_finds_nothing_wrong_with_the_unit()
    {
        var (exitCode, output) = await AnalyzeAsync("verify", "--man=no", Write());
        Assert.True(exitCode == 0 && output.Trim().Length == 0, output);
    }

    [RealPeerFact("systemd-analyze")]
    public async Task Systemd_finds_the_service_well_protected()
    {
        var (_, output) = await AnalyzeAsync("security", "--offline=true", "--no-pager", Write());
        var exposure = Exposure().Match(output);
        Assert.True(exposure.Success, output);
        Assert.True(double.Parse(exposure.Groups[1].Value, CultureInfo.InvariantCulture) <= MostExposure, output);
    }

    string Value(string key) => Assert.Single(lines, line => line.StartsWith($"{key}=", StringComparison.Ordinal))[(key.Length + 1)..];

    /// <summary>The unit, with the program where it is here.</summary>
    string Write()
    {
        var path = Path.Combine(directory.Path, "scanout.service");
        File.WriteAllLines(path, lines.Select(line => line.Replace("/usr/lib/scanout/scanout", ScanoutProcess.Program, StringComparison.Ordinal)));
        return path;
    }

    static async Task<(int ExitCode, string Output)> AnalyzeAsync(params string[] arguments)
    {
        using var analyze = Process.Start(new ProcessStartInfo("systemd-analyze", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (analyze.StandardOutput.ReadToEndAsync(), analyze.StandardError.ReadToEndAsync());
        await analyze.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (analyze.ExitCode, await output + await errors);
    }

    [GeneratedRegex(@"exposure level for scanout\.service: ([0-9.]+)")]
    private static partial Regex Exposure();
}
