using System.Diagnostics;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Xwd;
using Scanout.Tests.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Xwd;

/// <summary>A real X server's screen, compared with what its own client reads of it.</summary>
[Trait("Category", "RealPeers")]
public sealed class XvfbTests
{
    [PeersTheory("Xvfb", "xwd", "xsetroot")]
    [InlineData(24, "XR24")]
    [InlineData(16, "RG16")]
    [InlineData(15, "XR15")]
    [InlineData(30, "XR30")]
    public void The_device_shows_what_xwd_reads(int depth, string fourcc)
    {
        using var directory = new ScratchDirectory();
        using var server = Start(
            "Xvfb", "-displayfd", "1", "-screen", "0", $"333x77x{depth}", "-fbdir", directory.Path,
            "-nocursor", "-noreset", "-nolisten", "tcp");
        try
        {
            // The number is told once the server takes clients.
            var display = ":" + server.StandardOutput.ReadLine();
            Run("xsetroot", "-display", display, "-mod", "7", "5", "-fg", "#12d687", "-bg", "#fe3a05");
            var dump = Run("xwd", "-silent", "-root", "-display", display);

            using var device = new XwdSource(directory.File("Xvfb_screen0")).Open();
            var look = device.Look();
            Assert.Null(look.Reason);
            Assert.Equal((333, 77, fourcc), (look.Layout.WidthPixels, look.Layout.HeightPixels, look.Layout.Format.ToString()));
            Assert.True(device.TryReadRows(0, 77, out var rows));

            Assert.Null(XwdHeader.Read(dump, dump.Length, out var dumped));
            Assert.Equal(look.Layout.Format, dumped.Layout.Format);
            var expected = Pixels(dumped.Layout, dump.AsSpan((int)dumped.OffsetBytes));
            Assert.Equal(2, expected.Distinct().Count());
            if (depth == 24)
                Assert.Equal([0x12D687u, 0xFE3A05u], expected.Distinct().Order());
            Assert.Equal(expected, Pixels(look.Layout, rows));
        }
        finally
        {
            server.Kill();
            server.WaitForExit();
        }
    }

    [PeersFact("Xvfb")]
    public void A_server_that_ends_takes_its_display_with_it()
    {
        using var directory = new ScratchDirectory();
        using var server = Start("Xvfb", "-displayfd", "1", "-screen", "0", "64x64x24", "-fbdir", directory.Path, "-nolisten", "tcp");
        server.StandardOutput.ReadLine();
        using var device = new XwdSource(directory.File("Xvfb_screen0")).Open();
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);

        using (Start("kill", "-TERM", $"{server.Id}"))
            server.WaitForExit();
        Assert.Equal(LookOutcome.Lost, device.Look().Outcome);
    }

    static uint[] Pixels(in PlaneLayout layout, ReadOnlySpan<byte> rows)
    {
        var pixels = new uint[layout.WidthPixels * layout.HeightPixels];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x) = Math.DivRem(i, layout.WidthPixels);
            var at = rows.Slice(y * layout.StrideBytes + x * layout.Format.BytesPerPixel, layout.Format.BytesPerPixel);
            for (var b = 0; b < at.Length; b++)
                pixels[i] |= (uint)at[b] << 8 * b;
            pixels[i] &= layout.Format.CompareMask;
        }
        return pixels;
    }

    static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    static byte[] Run(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {error}");
        return output.ToArray();
    }
}
