using System.Globalization;

namespace Scanout.Benchmarks.Vnc.Peers;

/// <summary>Ours: the built program, which finds the region in its directory and looks at it up to sixty times a second.</summary>
sealed class ScanoutServer : VncServer
{
    /// <summary>Between two looks, as configured.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1 / 60.0);

    readonly HttpClient web;

    public ScanoutServer(Stage stage, string program)
        : base("Scanout", stage)
    {
        var configuration = Path.Combine(stage.Folder, "scanout.hocon");
        File.WriteAllText(configuration, $$"""
            scanout {
              web.port = 0
              vnc.ports = "0"
              spice.enabled = off
              capture.rate = 60
              discovery { regions = "{{stage.Folder}}", mdev = off }
            }
            """);
        Process = new(program, ["serve", "--config", configuration]);
        var (address, display) = Process.WaitFor(ReadAddresses());
        web = new() { BaseAddress = new(address) };
        Port = int.Parse(display.AsSpan(display.IndexOf(':') + 1), CultureInfo.InvariantCulture);
    }

    /// <summary>What the service says of its native memory.</summary>
    public long NativeBytes => (long)double.Parse(
        web.GetStringAsync("metrics").GetAwaiter().GetResult().Split('\n').First(line => line.StartsWith("scanout_native_bytes", StringComparison.Ordinal))
            .Split(' ')[1], CultureInfo.InvariantCulture);

    public override void Dispose()
    {
        web.Dispose();
        base.Dispose();
    }

    /// <summary>The web's and the display's address, whichever line comes first.</summary>
    static Func<string, Tuple<string, string>?> ReadAddresses()
    {
        string? web = null, display = null;
        return line =>
        {
            web ??= After(line, "scanout: web ");
            display ??= After(line, "scanout: display screen vnc ");
            return web is null || display is null ? null : Tuple.Create(web, display);
        };
    }

    static string? After(string line, string beginning) =>
        line.StartsWith(beginning, StringComparison.Ordinal) ? line[beginning.Length..] : null;
}
