using System.Globalization;

namespace Scanout.Benchmarks.Spice.Peers;

/// <summary>
/// libspice-server within Debian's QEMU. The machine's processor halts at its first instruction and never wakes, so that QEMU does nothing
/// but look at the screen, as often as it looks at any guest's (every 30 ms), and serve it.
/// </summary>
sealed class QemuPeer : SpicePeer
{
    const int FirmwareBytes = 1 << 16;

    /// <summary>cli; hlt; jmp to the hlt.</summary>
    static readonly byte[] Halt = [0xFA, 0xF4, 0xEB, 0xFD];

    readonly QtestConnection machine;

    /// <param name="screen">Which it takes over.</param>
    /// <param name="folder">Of the certificates; the firmware and the socket go there too.</param>
    /// <param name="streaming">QEMU's <c>streaming-video</c>: off (its default), filter, all.</param>
    public QemuPeer(GuestScreen screen, string folder, string streaming)
        : base("libspice", screen)
    {
        var firmware = new byte[FirmwareBytes];
        Halt.CopyTo(firmware, FirmwareBytes - 16);
        File.WriteAllBytes(Path.Combine(folder, "firmware"), firmware);
        var socket = Path.Combine(folder, "qtest");
        File.Delete(socket);
        (Port, TlsPort) = (FreePort(), FreePort());
        var ports = string.Create(CultureInfo.InvariantCulture, $"port={Port},tls-port={TlsPort}");
        Process = new("qemu-system-x86_64",
        [
            "-nodefaults", "-no-user-config", "-M", "pc", "-accel", "tcg", "-bios", Path.Combine(folder, "firmware"), "-m", "64M",
            "-object", $"memory-backend-file,id=memory,size={GuestScreen.MemoryBytes},mem-path={screen.MemoryFile},share=on",
            "-machine", "memory-backend=memory", "-vga", "none", "-device", "ramfb", "-display", "none",
            "-qtest", $"unix:{socket},server=on,wait=off", "-qtest-log", "none",
            "-spice", $"{ports},addr=127.0.0.1,x509-dir={folder},disable-ticketing=on,streaming-video={streaming}",
        ],
        // Several viewers at a time, which libspice calls experimental; without it a new one ends the one before.
        ("SPICE_DEBUG_ALLOW_MC", "1"));
        machine = new(socket);
        screen.Connect(machine);
    }

    public override void Dispose()
    {
        machine.Dispose();
        base.Dispose();
    }
}
