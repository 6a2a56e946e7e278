using System.Text;
using System.Text.RegularExpressions;
using Scanout.Hosting.Configuration.Hocon;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting.Configuration;

/// <summary>What came of reading a configuration: the settings where it has no fault.</summary>
public sealed record SettingsResult(
    ScanoutSettings? Settings, IReadOnlyList<HoconFault> Faults, IReadOnlyList<HoconFault> Warnings, HoconObject Tree);

/// <summary>
/// Reads the configuration whole: the defaults that come with the program, a file over them, the command line over that; then binds and
/// checks every setting, so that one run tells every fault.
/// </summary>
public static partial class SettingsLoader
{
    /// <summary>What <c>serve</c> reads in its working directory where no file is named.</summary>
    public const string DefaultFile = "akka.hocon";

    public static SettingsResult Load(
        string? configPath, IEnumerable<(string Path, string Value)> overrides, IReadOnlyDictionary<string, string?> environment)
    {
        List<HoconFault> faults = [], warnings = [];
        string[] files = configPath is not null ? [configPath] : File.Exists(DefaultFile) ? [DefaultFile] : [];
        var root = HoconConfiguration.Load((ReadDefaults(), "defaults"), files, overrides, environment, faults);
        var settings = Bind(root, faults, warnings);
        return new SettingsResult(faults.Count == 0 ? settings : null, faults, warnings, root);
    }

    /// <summary>The text of <c>akka.hocon</c> as it was when the program was built.</summary>
    public static string ReadDefaults()
    {
        using var stream = typeof(SettingsLoader).Assembly.GetManifestResourceStream(DefaultFile)!;
        return new StreamReader(stream).ReadToEnd();
    }

    static ScanoutSettings Bind(HoconObject root, List<HoconFault> faults, List<HoconFault> warnings)
    {
        foreach (var key in root.Keys.Where(key => key is not ("akka" or "scanout")))
            faults.Add(new HoconFault(key, "is an unknown key; there are akka and scanout", root.Value(key)!.Origin));
        var akka = new SettingsSection(root.Value("akka") as HoconObject, "akka", faults, warnings);
        var scanout = new SettingsSection(root.Value("scanout") as HoconObject, "scanout", faults, warnings);
        var defaults = new ScanoutSettings();
        var vnc = BindVnc(scanout.Section("vnc"));
        var settings = new ScanoutSettings
        {
            AkkaText = root.Value("akka") is HoconObject text ? HoconText.Of("akka", text) : "",
            LogLevel = akka.Choice("loglevel", defaults.LogLevel, "DEBUG", "INFO", "WARNING", "ERROR", "OFF"),
            Discovery = BindDiscovery(scanout.Section("discovery")),
            Displays = BindDisplays(scanout.Section("displays")),
            Capture = BindCapture(scanout.Section("capture")),
            Vnc = vnc,
            Spice = BindSpice(scanout.Section("spice"), vnc),
            Recording = BindRecording(scanout.Section("recording")),
            Web = BindWeb(scanout.Section("web"), vnc),
            Screen = BindScreen(scanout.Section("screen")),
            Telemetry = BindTelemetry(scanout.Section("telemetry")),
            Cluster = BindCluster(scanout.Section("cluster"), scanout.Text("node", "")),
        };
        foreach (var (name, _) in settings.Displays.Where(display => display.Value.Record is not (null or RecordingPolicy.Off)))
            RequireDirectory(settings.Recording, scanout.Section("displays").Section(name), "record");
        scanout.FaultUnknown();
        return settings;
    }

    static DiscoverySettings BindDiscovery(SettingsSection section)
    {
        var defaults = new DiscoverySettings();
        var settings = new DiscoverySettings
        {
            Regions = section.Text("regions", defaults.Regions),
            Mdev = section.Truth("mdev", defaults.Mdev),
            Qemu = section.Truth("qemu", defaults.Qemu),
            Handover = section.Text("handover", defaults.Handover),
            Demo = section.Number("demo", defaults.Demo, 0, 1000),
        };
        // A socket's address has room for no more (unix(7)).
        if (Encoding.UTF8.GetByteCount(settings.Handover) > 107)
            section.Fault("handover", "is longer than the 107 bytes that a Unix socket's path may have");
        section.FaultUnknown();
        return settings;
    }

    static Dictionary<string, DisplaySettings> BindDisplays(SettingsSection section)
    {
        var displays = new Dictionary<string, DisplaySettings>(StringComparer.Ordinal);
        var portOwners = new Dictionary<int, string>();
        foreach (var name in section.Names)
        {
            if (name.Length is 0 or > 255 || name.Contains('/') || name.Any(char.IsControl))
                section.Fault(name, "is no name for a display: 1 to 255 characters, none of them '/' or a control character");
            var display = section.Section(name);
            var (vnc, spice) = (display.Section("vnc"), display.Section("spice"));
            var settings = new DisplaySettings
            {
                VncPort = PortOf(vnc, "port"),
                SpicePort = PortOf(spice, "port"),
                SpiceTlsPort = PortOf(spice, "tls-port"),
                Record = ReadPolicy(display, "record"),
                Qmp = display.OptionalText("qmp"),
                Xwd = display.OptionalText("xwd"),
                Device = ReadDevice(display),
            };
            if (settings.Device is { } device && displays.FirstOrDefault(other => other.Value.Device == device).Key is { } other)
                display.Fault("device", $"{device} is the device of {other} already");
            vnc.FaultUnknown();
            spice.FaultUnknown();
            display.FaultUnknown();
            displays[name] = settings;

            int? PortOf(SettingsSection listener, string key)
            {
                if (listener.OptionalNumber(key, 1, 65535) is not { } port)
                    return null;
                if (!portOwners.TryAdd(port, name))
                    listener.Fault(key, $"{port} is the port of {portOwners[port]} already");
                return port;
            }
        }
        return displays;
    }

    /// <summary>An address as sysfs writes it: in lower case.</summary>
    static string? ReadDevice(SettingsSection display)
    {
        var device = display.OptionalText("device")?.ToLowerInvariant();
        if (device is null || Guid.TryParseExact(device, "D", out _) || PciAddress().IsMatch(device))
            return device;
        display.Fault("device", $"'{device}' is neither the UUID of an mdev nor the address of a PCI function, such as 0000:65:00.4");
        return null;
    }

    [GeneratedRegex(@"^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$")]
    private static partial Regex PciAddress();

    static CaptureOptions BindCapture(SettingsSection section)
    {
        var defaults = new CaptureOptions();
        var settings = new CaptureOptions
        {
            Rate = section.Number("rate", defaults.Rate, 1, 240),
            IdleInterval = section.Duration(
                "idle-interval", defaults.IdleInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            Threads = section.Text("threads", "auto") == "auto" ? null : section.OptionalNumber("threads", 1, 64),
        };
        section.FaultUnknown();
        return settings;
    }
}
