using System.Net;
using System.Text;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Hosting.Configuration;

/// <summary>Where the viewers of each protocol come in, and who may reach it.</summary>
public static partial class SettingsLoader
{
    /// <summary>What a Unix socket's address has room for (unix(7)), and <c>.sock</c>.</summary>
    const int MaxSocketDirectoryBytes = 107 - 5;

    /// <summary>What clients have room for in a ticket, without the zero at its end.</summary>
    const int MaxTicketBytes = 60;

    static VncSettings BindVnc(SettingsSection section)
    {
        var settings = (VncSettings)ReadListener(section, new VncSettings()) with { Audience = ReadAudience(section) };
        RequirePrivacy(section, settings);
        section.FaultUnknown();
        return settings;
    }

    /// <summary>
    /// A service that asks VNC viewers who they are is not to be open by SPICE: where nothing here says who is let in, all that says so
    /// there holds, and so does the certificate.
    /// </summary>
    static SpiceSettings BindSpice(SettingsSection section, VncSettings vnc)
    {
        var defaults = new SpiceSettings();
        var read = (SpiceSettings)ReadListener(section, defaults, vnc.Tls);
        if (read.Login.IsOpen && read.Login != defaults.Login)
            section.Fault("password-expires", "is given without a password; that of scanout.vnc has its own");
        if (read.Unix is not null && vnc.Unix is not null && DirectoryOf(read.Unix) == DirectoryOf(vnc.Unix))
            section.Fault("unix", $"'{read.Unix}' is the directory of the sockets of scanout.vnc already");
        var settings = read with
        {
            TlsPorts = section.Ports("tls-ports", defaults.TlsPorts), Login = read.Login.IsOpen ? vnc.Login : read.Login,
        };
        if (settings.Enabled && Encoding.UTF8.GetByteCount(settings.Login.Password ?? "") > MaxTicketBytes)
            section.Warn(
                section.OptionalText("password-file") is null ? "password" : "password-file",
                $"{(read.Login.IsOpen ? "(that of scanout.vnc) " : "")}is longer than the {MaxTicketBytes} bytes that SPICE viewers can send");
        RequirePrivacy(section, settings);
        section.FaultUnknown();
        return settings;

        static string DirectoryOf(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }

    static ListenerSettings ReadListener(SettingsSection section, ListenerSettings defaults, TlsSettings? sharedTls = null)
    {
        var listens = section.Text("address", "set").Length > 0;
        var settings = defaults with
        {
            Enabled = section.Truth("enabled", defaults.Enabled),
            ListensOnTcp = listens,
            Address = listens ? section.Address("address", defaults.Address) : defaults.Address,
            Ports = section.Ports("ports", defaults.Ports),
            Unix = section.OptionalText("unix"),
            Login = ReadLogin(section),
            Tls = ReadTls(section.Section("tls"), mayBeOptional: true, sharedTls),
            Insecure = section.Truth("insecure", defaults.Insecure),
        };
        if (Encoding.UTF8.GetByteCount(settings.Unix ?? "") > MaxSocketDirectoryBytes)
            section.Fault("unix", $"is longer than the {MaxSocketDirectoryBytes} bytes that leave room for a socket's name");
        else if (settings.Unix is not null && !Directory.Exists(settings.Unix))
            section.Fault("unix", $"'{settings.Unix}' is no directory");
        return settings;
    }

    /// <summary>How the viewers of one display get along.</summary>
    static AudienceSettings ReadAudience(SettingsSection section) => new(
        section.Choice("share", "allow-exclusive", "allow-exclusive", "force-shared", "ignore") switch
        {
            "force-shared" => SharePolicy.ForceShared,
            "ignore" => SharePolicy.Ignore,
            _ => SharePolicy.AllowExclusive,
        },
        section.Choice("control", "shared", "shared", "single") == "single" ? ControlPolicy.Single : ControlPolicy.Shared);

    /// <summary>
    /// Nobody but this machine's own users is let in without TLS and without being asked who he is, unless the operator says that he wants
    /// it so.
    /// </summary>
    static void RequirePrivacy(SettingsSection section, ListenerSettings settings)
    {
        if (!settings.Enabled || !settings.ListensOnTcp || settings.Insecure || IPAddress.IsLoopback(settings.Address))
            return;
        var lack = settings switch
        {
            { Tls: null } => "without TLS",
            { Tls.IsRequired: false } => "without TLS, as tls.required is off",
            { Login.IsOpen: true } => "without users or a password",
            _ => null,
        };
        if (lack is not null)
            section.Fault("address", $"{settings.Address} is open to others {lack}; say insecure = on if it is meant so");
    }
}
