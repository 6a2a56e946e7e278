using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Scanout.Tests.Architecture;
using Scanout.Tests.EndToEnd;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Systemd;

public sealed partial class UnitTests : IDisposable
{
    readonly TemporaryDirectory directory = new();
    readonly string[] unit = Read("scanout.service");
    readonly string[] takeover = Read("takeover.conf");

    public void Dispose() => directory.Dispose();

    [Fact]
    public void The_service_has_no_capability_and_with_the_drop_in_the_two_of_a_takeover()
    {
        Assert.Equal("", Value(unit, "CapabilityBoundingSet"));
        Assert.DoesNotContain(unit, line => line.StartsWith("AmbientCapabilities", StringComparison.Ordinal));
        Assert.Equal("yes", Value(unit, "NoNewPrivileges"));
        foreach (var key in (string[])["CapabilityBoundingSet", "AmbientCapabilities"])
            Assert.Equal(["CAP_SYS_PTRACE", "CAP_DAC_READ_SEARCH"], Value(takeover, key).Split(' '));
    }

    [Fact]
    public void A_reload_checks_the_configuration_that_the_service_reads_before_it_is_told()
    {
        var reloads = unit.Where(line => line.StartsWith("ExecReload=", StringComparison.Ordinal)).ToArray();
        var config = Value(unit, "ExecStart").Split(' ')[^1];
        Assert.Equal([$"ExecReload=/usr/lib/scanout/scanout check {config}", "ExecReload=/bin/kill -HUP $MAINPID"], reloads);
        Assert.Equal(["ExecReload=", reloads[0]], Read("notify-reload.conf").Where(line => line.StartsWith("ExecReload=", StringComparison.Ordinal)));
    }

    [RealPeerFact("systemd-analyze")]
    public async Task Systemd_finds_nothing_wrong_with_the_unit()
    {
        foreach (var takesOver in (bool[])[false, true])
        {
            var (exitCode, output) = await AnalyzeAsync("verify", "--man=no", Write(takesOver));
            Assert.True(exitCode == 0 && output.Trim().Length == 0, output);
        }
    }

    /// <summary>Of ten; systemd calls what has less than two and a half well protected.</summary>
    [RealPeerFact("systemd-analyze")]
    public async Task Systemd_finds_the_service_well_protected()
    {
        foreach (var (takesOver, mostExposure) in ((bool, double)[])[(false, 1.8), (true, 2.5)])
        {
            var (_, output) = await AnalyzeAsync("security", "--offline=true", "--no-pager", Write(takesOver));
            var exposure = Exposure().Match(output);
            Assert.True(exposure.Success, output);
            Assert.True(double.Parse(exposure.Groups[1].Value, CultureInfo.InvariantCulture) <= mostExposure, output);
            // That the drop-in was read at all.
            Assert.Equal(takesOver, output.Contains("✗ CapabilityBoundingSet=~CAP_SYS_PTRACE", StringComparison.Ordinal));
        }
    }

    static string[] Read(string name) => File.ReadAllLines(Path.Combine(SourceTree.Root, "Hosting/Systemd", name));

    static string Value(string[] lines, string key) => Assert.Single(lines, line => line.StartsWith($"{key}=", StringComparison.Ordinal))[(key.Length + 1)..];

    /// <summary>The unit, with the program where it is here, and with the drop-in where that is asked for.</summary>
    string Write(bool takesOver)
    {
        var path = Path.Combine(directory.Path, "scanout.service");
        File.WriteAllLines(path, unit.Select(line => line.Replace("/usr/lib/scanout/scanout", ScanoutProcess.Program, StringComparison.Ordinal)));
        if (takesOver)
            File.WriteAllLines(Path.Combine(Directory.CreateDirectory($"{path}.d").FullName, "takeover.conf"), takeover);
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
