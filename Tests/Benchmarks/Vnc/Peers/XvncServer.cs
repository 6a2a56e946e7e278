using System.Globalization;

namespace Scanout.Benchmarks.Vnc.Peers;

/// <summary>
/// TigerVNC's X server, and an X client that paints the region's damage on it. Only the server counts; it does the painting, which a run
/// without viewers tells apart.
/// </summary>
sealed class XvncServer : VncServer
{
    readonly ServerProcess painter;

    public XvncServer(Stage stage, string painterProgram)
        : base("Xvnc", stage)
    {
        Port = FreePort();
        Process = new("Xvnc",
        [
            "-displayfd", "1", "-rfbport", Port.ToString(CultureInfo.InvariantCulture), "-localhost", "-SecurityTypes", "None",
            "-AlwaysShared", "-geometry", "1920x1080", "-depth", "24", "-nolisten", "tcp", "-noreset", "-ac", "-desktop", "xvnc",
        ]);
        var display = Process.WaitFor(line => int.TryParse(line, out _) ? line : null);
        painter = new(painterProgram, [stage.RegionFile, stage.DamageFile], ("DISPLAY", $":{display}"));
        painter.WaitFor(line => line == "ready" ? line : null);
    }

    public override void Dispose()
    {
        painter.Dispose();
        base.Dispose();
    }
}
