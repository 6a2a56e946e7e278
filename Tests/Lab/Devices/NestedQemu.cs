using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Scanout.Tests.Support;

namespace Scanout.Lab.Devices;

/// <summary>A real QEMU inside the machine, emulated by the emulated: its firmware finds a vGPU's own, sets a mode and draws its first lines.</summary>
sealed class NestedQemu : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly Process process;
    readonly string qmpPath;

    NestedQemu(Process process, string qmpPath) => (this.process, this.qmpPath) = (process, qmpPath);

    public int Id => process.Id;

    /// <summary>Starts one with a vGPU, which it shows itself or not, and waits until it answers.</summary>
    public static async Task<NestedQemu> StartAsync(string name, string device, bool shows)
    {
        var qmpPath = $"/run/{name}.qmp";
        var process = Process.Start("/t/bin/qemu-system-x86_64",
        [
            "-L", "/t/qemu/share", "-name", $"guest={name},debug-threads=on", "-uuid", $"{Guid.NewGuid()}", "-accel", "tcg", "-m", "64",
            "-nodefaults", "-vga", "none", "-display", shows ? $"vnc=unix:/run/{name}.vnc" : "none", "-monitor", "none", "-serial", "none",
            "-net", "none", "-boot", "menu=on,splash-time=60000", "-qmp", $"unix:{qmpPath},server=on,wait=off", "-device",
            $"vfio-pci,sysfsdev=/sys/bus/mdev/devices/{device},display={(shows ? "on" : "off")},romfile=/t/qemu/share/vgabios-bochs-display.bin",
        ]);
        await Wait.UntilAsync(() => File.Exists(qmpPath) || process.HasExited, Patience, () => "QEMU does not listen");
        return new NestedQemu(process, qmpPath);
    }

    /// <summary>Has a command of QMP done.</summary>
    /// <param name="command">As JSON, without its braces: <c>"execute":"quit"</c>.</param>
    public async Task<string> DoAsync(string command)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(qmpPath));
        using var answers = new StreamReader(new NetworkStream(socket));
        await answers.ReadLineAsync().WaitAsync(Patience);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"execute\":\"qmp_capabilities\"}{" + command + "}"));
        for (var returned = 0; ;)
            if (await answers.ReadLineAsync().WaitAsync(Patience) is not { } line)
                return "";
            else if (line.Contains("\"error\"", StringComparison.Ordinal) || line.Contains("\"return\"", StringComparison.Ordinal) && ++returned == 2)
                return line;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
