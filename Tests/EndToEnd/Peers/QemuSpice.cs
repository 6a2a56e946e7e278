using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>
/// A real QEMU whose screen libspice-server shows: a server that others wrote, against which the tests' own clients are tried. Its guest
/// stands in text mode until a key is typed, and paints a pattern of another size then.
/// </summary>
public sealed class QemuSpice : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Await a key (INT 16h); mode 13h (INT 10h); from A000:0000 on write 64000 bytes, each the sum of its address's two; halt.
    /// </summary>
    static readonly byte[] Guest =
    [
        0x30, 0xE4, 0xCD, 0x16, 0xB8, 0x13, 0x00, 0xCD, 0x10, 0x68, 0x00, 0xA0, 0x07, 0x31, 0xFF,
        0x89, 0xF8, 0x00, 0xE0, 0xAA, 0x81, 0xFF, 0x00, 0xFA, 0x72, 0xF5, 0xF4, 0xEB, 0xFD,
    ];

    readonly Process process;
    readonly string directory;
    int dumps;

    QemuSpice(Process process, string directory, int port, int tlsPort) =>
        (this.process, this.directory, Port, TlsPort) = (process, directory, port, tlsPort);

    public int Port { get; }

    /// <summary>Where a certificate was given.</summary>
    public int TlsPort { get; }

    /// <param name="directory">Where its files lie.</param>
    /// <param name="password">Of its tickets; empty for none.</param>
    /// <param name="certificate">With which it has a TLS port as well.</param>
    /// <param name="more">Further options of <c>-spice</c>.</param>
    public static async Task<QemuSpice> StartAsync(
        string directory, string password = "", TestCertificate? certificate = null, string more = "")
    {
        var image = new byte[512];
        Guest.CopyTo(image, 0);
        (image[510], image[511]) = (0x55, 0xAA);
        await File.WriteAllBytesAsync(Path.Combine(directory, "spice-boot"), image);
        await File.WriteAllTextAsync(Path.Combine(directory, "spice-secret"), password);
        var (port, tlsPort) = (FreePort(), FreePort());
        var options = $"port={port},addr=127.0.0.1{more}"
            + (password.Length > 0 ? ",password-secret=ticket" : ",disable-ticketing=on")
            + (certificate is null ? "" : $",tls-port={tlsPort},x509-cert-file={certificate.CertificateFile}"
                + $",x509-key-file={certificate.KeyFile},x509-cacert-file={certificate.AuthorityFile}");
        var start = new ProcessStartInfo("qemu-system-x86_64",
        [
            "-name", "tried", "-uuid", "00112233-4455-6677-8899-aabbccddeeff", "-accel", "tcg", "-m", "16", "-nodefaults",
            "-display", "none", "-vga", "std", "-net", "none", "-device", "qemu-xhci", "-device", "usb-tablet",
            "-drive", $"file={Path.Combine(directory, "spice-boot")},format=raw,if=ide",
            "-object", $"secret,id=ticket,file={Path.Combine(directory, "spice-secret")}", "-spice", options,
            "-qmp", $"unix:{Path.Combine(directory, "spice-qmp")},server=on,wait=off",
            "-trace", "input_event_*", "-D", Path.Combine(directory, "spice-trace"),
        ])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        var machine = new QemuSpice(Process.Start(start)!, directory, port, tlsPort);
        await Wait.UntilAsync(
            async () => machine.process.HasExited || (await machine.ScreenAsync()).Rgb.Any(value => value > 0), Patience,
            () => "the guest shows nothing");
        Assert.False(machine.process.HasExited, machine.process.HasExited ? await machine.process.StandardError.ReadToEndAsync() : "");
        return machine;
    }

    /// <summary>QEMU's own account of the input that came.</summary>
    public string Trace
    {
        get
        {
            using var stream = new FileStream(
                Path.Combine(directory, "spice-trace"), FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }

    /// <summary>What QEMU itself says that its screen shows.</summary>
    public async Task<Picture> ScreenAsync()
    {
        var file = Path.Combine(directory, $"screen-{++dumps}.ppm");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var address = new UnixDomainSocketEndPoint(Path.Combine(directory, "spice-qmp"));
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    await socket.ConnectAsync(address);
                }
                catch (SocketException)
                {
                    return process.HasExited;
                }
                return true;
            }, Patience, () => "QEMU has no QMP socket");
        if (process.HasExited)
            return new Picture(0, 0, []);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true };
        await writer.WriteLineAsync("{\"execute\":\"qmp_capabilities\"}");
        await AnswerAsync();
        await writer.WriteLineAsync(JsonSerializer.Serialize(new { execute = "screendump", arguments = new { filename = file } }));
        await AnswerAsync();
        var picture = Picture.FromPpm(await File.ReadAllBytesAsync(file));
        File.Delete(file);
        return picture;

        async Task AnswerAsync()
        {
            for (;;)
            {
                var line = await reader.ReadLineAsync().WaitAsync(Patience);
                Assert.DoesNotContain("\"error\"", line, StringComparison.Ordinal);
                if (line!.Contains("\"return\"", StringComparison.Ordinal))
                    return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>QEMU can't be asked to choose one.</summary>
    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
