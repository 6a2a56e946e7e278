using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Scanout.Codecs.Edid;
using Scanout.Tests.Support;

namespace Scanout.Tests.Codecs.Edid;

[Trait("Category", "RealPeers")]
public sealed partial class EdidDecodeTests
{
    static readonly (int Width, int Height)[] Sizes =
    [
        (64, 64), (320, 240), (640, 480), (800, 600), (1000, 701), (1024, 768), (1080, 1920), (1280, 720), (1280, 1024), (1366, 768),
        (1440, 3440), (1600, 900), (1920, 1080), (1920, 1200), (2560, 1440), (3440, 1440), (3840, 2160), (4095, 2304), (4096, 2160),
        (5120, 2880), (7680, 4320), (16384, 480), (64, 16384), (16384, 16384),
    ];

    [RealPeerFact("edid-decode")]
    public async Task A_stranger_finds_our_EDIDs_conforming_and_the_size_preferred()
    {
        foreach (var (width, height) in Sizes)
        {
            var edid = new byte[EdidWriter.MaxBytes];
            Assert.Null(EdidWriter.Write(width, height, 0, 0, edid, out var bytes));
            var (exitCode, said) = await RunAsync(edid[..bytes], "--check", "--preferred-timings");

            Assert.True(exitCode == 0 && said.Contains("EDID conformity: PASS", StringComparison.Ordinal), $"{width} × {height}:\n{said}");
            Assert.DoesNotContain("out of range", said, StringComparison.Ordinal);
            Assert.Contains("Display Product Name: 'Scanout'", said, StringComparison.Ordinal);
            var preferred = said[said.IndexOf("Preferred Video Timing if", StringComparison.Ordinal)..];
            var (size, hertz, timing) = Parse(preferred);
            Assert.Equal((width, height), size);
            Assert.InRange(hertz, 59.9, 60.0);
            Assert.Equal(ReducedBlanking.Of(width, height), timing);
        }
    }

    [RealPeerFact("edid-decode")]
    public async Task Blanking_is_what_a_stranger_computes_and_the_clock_is_within_its_step()
    {
        foreach (var (width, height) in Sizes.Where(size => size.Width % 8 == 0 && size.Width * size.Height > 200_000))
        {
            var (_, said) = await RunAsync([], "--cvt", $"w={width},h={height},fps=60,rb=1");
            var (_, _, theirs) = Parse(said);
            var ours = ReducedBlanking.Of(width, height);
            Assert.InRange(ours.PixelClockKilohertz - theirs.PixelClockKilohertz, 0, 249);
            Assert.Equal(theirs, ours with { PixelClockKilohertz = theirs.PixelClockKilohertz });
        }
    }

    static ((int, int) Size, double Hertz, DetailedTiming Timing) Parse(string said)
    {
        var match = Timing().Match(said);
        Assert.True(match.Success, said);
        int Number(string name) => int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);
        double Real(string name) => double.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);
        var (width, height) = (Number("w"), Number("h"));
        return ((width, height), Real("hertz"), new(
            (int)Math.Round(Real("clock") * 1000), width, Number("hf") + Number("hs") + Number("hb"), Number("hf"), Number("hs"),
            height, Number("vf") + Number("vs") + Number("vb"), Number("vf"), Number("vs")));
    }

    static async Task<(int ExitCode, string Said)> RunAsync(byte[] input, params string[] arguments)
    {
        using var program = Process.Start(new ProcessStartInfo("edid-decode", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var reading = program.StandardOutput.ReadToEndAsync();
        if (input.Length > 0)
            await program.StandardInput.BaseStream.WriteAsync(input);
        program.StandardInput.Close();
        var said = await reading;
        await program.WaitForExitAsync();
        return (program.ExitCode, said);
    }

    [GeneratedRegex(@":\s+(?<w>\d+)x(?<h>\d+)\s+(?<hertz>[\d.]+) Hz .* (?<clock>[\d.]+) MHz.*\n"
        + @"\s+Hfront\s+(?<hf>\d+) Hsync\s+(?<hs>\d+) Hback\s+(?<hb>\d+) Hpol P\n"
        + @"\s+Vfront\s+(?<vf>\d+) Vsync\s+(?<vs>\d+) Vback\s+(?<vb>\d+) Vpol N")]
    private static partial Regex Timing();
}
