using System.Net;
using Scanout.Hosting.Web.Access;
using Scanout.Pipeline.Screens;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting.Configuration;

/// <summary>All settings of the service, with their defaults; <c>akka.hocon</c> documents each.</summary>
public sealed record ScanoutSettings
{
    /// <summary>The <c>akka</c> object as text, for the actor system.</summary>
    public string AkkaText { get; init; } = "";

    /// <summary>akka.loglevel.</summary>
    public string LogLevel { get; init; } = "INFO";

    /// <summary>What this host is called, wherever it is called anything: on the wall, in roles, in the cluster and in telemetry.</summary>
    public string HostName => Cluster.Name;

    public DiscoverySettings Discovery { get; init; } = new();

    /// <summary>scanout.displays: by name.</summary>
    public IReadOnlyDictionary<string, DisplaySettings> Displays { get; init; } = new Dictionary<string, DisplaySettings>();

    /// <summary>The displays that are named for their vGPUs: name by address.</summary>
    public IReadOnlyDictionary<string, string> NamesByDevice => Displays.Where(display => display.Value.Device is not null)
        .ToDictionary(display => display.Value.Device!, display => display.Key, StringComparer.Ordinal);

    public CaptureOptions Capture { get; init; } = new();

    public VncSettings Vnc { get; init; } = new();

    public SpiceSettings Spice { get; init; } = new();

    public RecordingSettings Recording { get; init; } = new();

    /// <summary>When the display of that name is recorded.</summary>
    public RecordingPolicy RecordingOf(string display) => Displays.GetValueOrDefault(display)?.Record ?? Recording.Policy;

    public WebSettings Web { get; init; } = new();

    /// <summary>scanout.screen: what makes a screen black, frozen, lively or a text console.</summary>
    public ScreenSettings Screen { get; init; } = new();

    public TelemetrySettings Telemetry { get; init; } = new();

    public ClusterSettings Cluster { get; init; } = new();
}

/// <summary>scanout.discovery: where displays come from.</summary>
public sealed record DiscoverySettings
{
    public string Regions { get; init; } = "/run/scanout/regions";
    public bool Mdev { get; init; } = true;
    public bool Qemu { get; init; }

    /// <summary>A Unix socket's path, or empty where there is none.</summary>
    public string Handover { get; init; } = "";
    public int Demo { get; init; }
}

/// <summary>scanout.displays."NAME".</summary>
public sealed record DisplaySettings
{
    public int? VncPort { get; init; }
    public int? SpicePort { get; init; }
    public int? SpiceTlsPort { get; init; }

    /// <summary>Null where the recording's policy counts.</summary>
    public RecordingPolicy? Record { get; init; }
    public string? Qmp { get; init; }
    public string? Xwd { get; init; }

    /// <summary>The vGPU that the display is of: an mdev's UUID or a function's address, as sysfs writes them.</summary>
    public string? Device { get; init; }
}

/// <summary>scanout.capture.</summary>
public sealed record CaptureOptions
{
    public int Rate { get; init; } = 60;
    public TimeSpan IdleInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Null where there is one for each core.</summary>
    public int? Threads { get; init; }
}

/// <summary>scanout.vnc.</summary>
public sealed record VncSettings : ListenerSettings
{
    public VncSettings() => Ports = new PortRange(5900, 5999);

    /// <summary>How the viewers of one display get along, whatever their protocols.</summary>
    public AudienceSettings Audience { get; init; } = new();
}

/// <summary>scanout.spice, with what of scanout.vnc holds for it too.</summary>
public sealed record SpiceSettings : ListenerSettings
{
    public SpiceSettings() => Ports = new PortRange(6100, 6199);

    /// <summary>Of the ports that are TLS from the first byte on; none is opened without a certificate.</summary>
    public PortRange TlsPorts { get; init; } = new(6200, 6299);
}

/// <summary>scanout.vnc.tls, scanout.spice.tls and scanout.web.tls: PEM files.</summary>
/// <param name="Certificate">The certificate, then those that lead to its authority.</param>
/// <param name="Key">Its private key.</param>
/// <param name="IsRequired">Whether nothing is offered without TLS.</param>
public sealed record TlsSettings(string Certificate, string Key, bool IsRequired);

/// <summary>scanout.web.</summary>
public sealed record WebSettings
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;
    public int Port { get; init; } = 8080;

    /// <summary>Null where the web is HTTP.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Origins of pages, beside the web's own, that may open a WebSocket.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Where browsers reach the web, where something between them and it does the TLS; null where nothing does.</summary>
    public Uri? External { get; init; }

    /// <summary>Whether browsers reach it by HTTPS alone.</summary>
    public bool IsSecure => Tls is not null || External is not null;

    /// <summary>Whether programs of root and of the service's own user, on its own host, need not sign in and may do everything.</summary>
    public bool HasOperators { get; init; } = true;

    /// <summary>The file of users; null where nobody is asked who he is.</summary>
    public string? Users { get; init; }

    /// <summary>How long who is signed in may be away.</summary>
    public TimeSpan Session { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long who is signed in stays so at most, however little he is away.</summary>
    public TimeSpan SessionLimit { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Who may do what; where there are none, all users may control all displays, or view them where they are view-only.</summary>
    public IReadOnlyList<RoleGrant> Roles { get; init; } = [];

    /// <summary>Whether metrics are for everybody who reaches the web.</summary>
    public bool AreMetricsOpen { get; init; }
    public bool Insecure { get; init; }
}
