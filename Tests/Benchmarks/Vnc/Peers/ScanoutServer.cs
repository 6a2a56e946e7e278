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
        WaitForPicture();
    }

    /// <summary>What the service says of its native memory.</summary>
    public long NativeBytes => (long)double.Parse(
        Ask("metrics").Split('\n').First(line => line.StartsWith("scanout_native_bytes", StringComparison.Ordinal))
            .Split(' ')[1], CultureInfo.InvariantCulture);

    public override void Dispose()
    {
        web.Dispose();
        base.Dispose();
    }

    /// <summary>Until then, viewers are shown a notice of another size.</summary>
    void WaitForPicture()
    {
        for (var patience = 0; !Ask("api/displays").Contains("\"width\":1920", StringComparison.Ordinal); patience++)
        {
            if (patience == 300)
                throw new InvalidOperationException($"the region is not shown: {Ask("api/displays")}");
            Thread.Sleep(100);
        }
    }

    string Ask(string path) => web.GetStringAsync(path).GetAwaiter().GetResult();

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
