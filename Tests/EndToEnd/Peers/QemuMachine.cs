using System.Diagnostics;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>
/// A real QEMU under emulation without a screen: its guest is a boot sector that writes each byte of its keyboard to the debug console, its
/// tablet a USB one whose events QEMU traces.
/// </summary>
public sealed class QemuMachine : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// cli; write 'R'; wait for the keyboard controller's status bit 0; read the byte; write it to port 0xE9 unless status bit 5 says that
    /// it is the mouse's; again.
    /// </summary>
    static readonly byte[] Guest =
    [
        0xFA, 0xB0, 0x52, 0xE6, 0xE9, 0xE4, 0x64, 0xA8, 0x01, 0x74, 0xFA, 0x88, 0xC4,
        0xE4, 0x60, 0xF6, 0xC4, 0x20, 0x75, 0xF1, 0xE6, 0xE9, 0xEB, 0xED,
    ];

    readonly Process process;
    readonly string directory;

    QemuMachine(Process process, string directory) => (this.process, this.directory) = (process, directory);

    /// <summary>Its QMP socket for the service.</summary>
    public static string QmpPath(string directory) => Path.Combine(directory, "qmp");

    public bool HasExited => process.HasExited;

    public static async Task<QemuMachine> StartAsync(string directory)
    {
        var image = new byte[512];
        Guest.CopyTo(image, 0);
        (image[510], image[511]) = (0x55, 0xAA);
        await File.WriteAllBytesAsync(Path.Combine(directory, "boot"), image);
        var start = new ProcessStartInfo("qemu-system-x86_64",
        [
            "-accel", "tcg", "-m", "16", "-nodefaults", "-display", "none", "-net", "none", "-no-reboot",
            "-drive", $"file={Path.Combine(directory, "boot")},format=raw,if=ide",
            "-debugcon", $"file:{Path.Combine(directory, "keys")}", "-device", "qemu-xhci", "-device", "usb-tablet",
            "-qmp", $"unix:{QmpPath(directory)},server=on,wait=off",
            "-trace", "input_event_*", "-D", Path.Combine(directory, "trace"),
        ])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        var machine = new QemuMachine(Process.Start(start)!, directory);
        await Wait.UntilAsync(
            () => machine.process.HasExited || machine.Keys.StartsWith("52", StringComparison.Ordinal), Patience,
            () => $"the guest says '{machine.Keys}'");
        Assert.False(machine.HasExited, machine.HasExited ? await machine.process.StandardError.ReadToEndAsync() : "");
        return machine;
    }

    /// <summary>What the guest read from its keyboard after it came up: scancodes, as pairs of hexadecimal digits.</summary>
    public string Keys => Read("keys", bytes => Convert.ToHexString(bytes).ToLowerInvariant());

    /// <summary>QEMU's own account of the input that came.</summary>
    public IReadOnlyList<string> Trace => Read("trace", System.Text.Encoding.UTF8.GetString).Split('\n');

    public Task WaitForExitAsync() => process.WaitForExitAsync().WaitAsync(Patience);

    /// <summary>Waits until the guest has read these scancodes, and no others, since it came up.</summary>
    public Task WaitForKeysAsync(string expected) => Wait.UntilAsync(
        () => Keys == "52" + expected, Patience, () => $"the guest read {Keys} and not 52{expected}");

    /// <summary>Waits until lines of the trace hold these words, in this order.</summary>
    public Task WaitForTraceAsync(params string[] words) => Wait.UntilAsync(
        () =>
        {
            var found = 0;
            foreach (var line in Trace)
                if (found < words.Length && line.Contains(words[found], StringComparison.Ordinal))
                    found++;
            return found == words.Length;
        }, Patience, () => string.Join('\n', Trace));

    string Read(string file, Func<byte[], string> decode)
    {
        var path = Path.Combine(directory, file);
        if (!File.Exists(path))
            return "";
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return decode(bytes);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
