using System.Diagnostics;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>VNC viewers that other people wrote, and what they show.</summary>
public static class Viewers
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>gtk-vnc's capture tool: connects, waits for the whole picture, writes it, leaves.</summary>
    public static async Task<Picture> CaptureWithGtkVncAsync(int port)
    {
        var file = Path.Combine(Path.GetTempPath(), $"scanout-{Guid.NewGuid():n}.png");
        using var capture = Process.Start(new ProcessStartInfo("gvnccapture", ["--quiet", $"127.0.0.1:{port - 5900}", file])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await capture.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(capture.ExitCode == 0, await capture.StandardError.ReadToEndAsync());
        var picture = await Picture.FromPngAsync(file);
        File.Delete(file);
        return picture;
    }

    /// <summary>TigerVNC's viewer on an X server of its own.</summary>
    public static Process StartTigerVnc(XServer screen, int port, params string[] options) => StartTigerVnc(screen, port, [], options);

    /// <summary>The same, with a name and a password in its environment.</summary>
    public static Process StartTigerVnc(XServer screen, int port, Dictionary<string, string> environment, params string[] options) =>
        screen.Start(environment, "xtigervncviewer", ["-RemoteResize=0", "-ViewOnly=1", "-Shared=1", .. options, $"127.0.0.1::{port}"]);

    /// <summary>A password as TigerVNC keeps it in a file.</summary>
    public static async Task<byte[]> EncryptPasswordAsync(string password)
    {
        using var program = Process.Start(
            new ProcessStartInfo("tigervncpasswd", ["-f"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await program.StandardInput.WriteLineAsync(password);
        program.StandardInput.Close();
        using var encrypted = new MemoryStream();
        await program.StandardOutput.BaseStream.CopyToAsync(encrypted);
        await program.WaitForExitAsync();
        return encrypted.ToArray();
    }

    /// <summary>Waits until a viewer's screen shows exactly the picture that is expected of it.</summary>
    public static async Task WaitUntilShowsAsync(XServer screen, Func<Task<Picture>> expected, string what)
    {
        var differing = 0;
        await Wait.UntilAsync(
            async () =>
            {
                var wanted = await expected();
                var shown = await screen.CaptureAsync();
                differing = await screen.FindWindowAsync("TigerVNC") is { } place
                    ? shown.Crop(place.X, place.Y, wanted.WidthPixels, wanted.HeightPixels).CountDifferences(wanted)
                    : -1;
                return differing == 0;
            },
            Patience, () => $"{what}: {differing} pixels differ");
    }
}
