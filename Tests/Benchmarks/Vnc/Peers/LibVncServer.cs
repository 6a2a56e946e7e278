using System.Globalization;

namespace Scanout.Benchmarks.Vnc.Peers;

/// <summary>
/// Debian's libvncserver in a program of a few lines; it reads the region's memory as its framebuffer and is told the damage.
/// </summary>
sealed class LibVncServer : VncServer
{
    public LibVncServer(Stage stage, string program)
        : base("libvncserver", stage)
    {
        Port = FreePort();
        Process = new(program, [stage.RegionFile, stage.DamageFile, Port.ToString(CultureInfo.InvariantCulture)]);
        Process.WaitFor(line => line == "ready" ? line : null);
    }
}
