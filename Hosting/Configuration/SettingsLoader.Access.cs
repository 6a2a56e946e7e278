using System.Net;
using System.Security.Cryptography;
using System.Text;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Hosting.Configuration;

/// <summary>
/// Who is let in: passwords, users, certificates, and who may reach them. Files are read once here, so that what is wrong with them is told
/// at the start.
/// </summary>
public static partial class SettingsLoader
{
    /// <summary>What a Unix socket's address has room for (unix(7)), and <c>.sock</c>.</summary>
    const int MaxSocketDirectoryBytes = 107 - 5;

    static VncSettings BindVnc(SettingsSection section)
    {
        var defaults = new VncSettings();
        var settings = new VncSettings
        {
            Enabled = section.Truth("enabled", defaults.Enabled),
            ListensOnTcp = section.Text("address", "set").Length > 0,
            Address = section.Text("address", "set").Length > 0 ? section.Address("address", defaults.Address) : defaults.Address,
            Ports = section.Ports("ports", defaults.Ports),
            Unix = section.OptionalText("unix"),
            Password = ReadPassword(section),
            PasswordExpires = ReadExpiry(section),
            Users = ReadUsers(section),
            Tls = ReadTls(section.Section("tls"), mayBeOptional: true),
            Insecure = section.Truth("insecure", defaults.Insecure),
            Audience = ReadAudience(section),
        };
        if (Encoding.UTF8.GetByteCount(settings.Unix ?? "") > MaxSocketDirectoryBytes)
            section.Fault("unix", $"is longer than the {MaxSocketDirectoryBytes} bytes that leave room for a socket's name");
        else if (settings.Unix is not null && !Directory.Exists(settings.Unix))
            section.Fault("unix", $"'{settings.Unix}' is no directory");
        RequirePrivacy(section, settings);
        section.FaultUnknown();
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
    static void RequirePrivacy(SettingsSection section, VncSettings settings)
    {
        if (!settings.Enabled || !settings.ListensOnTcp || settings.Insecure || IPAddress.IsLoopback(settings.Address))
            return;
        var lack = settings switch
        {
            { Tls: null } => "without TLS",
            { Tls.IsRequired: false } => "without TLS, as tls.required is off",
            { Users: null, Password: null } => "without users or a password",
            _ => null,
        };
        if (lack is not null)
            section.Fault("address", $"{settings.Address} is open to others {lack}; say insecure = on if it is meant so");
    }

    static string? ReadPassword(SettingsSection section)
    {
        var (password, file) = (section.OptionalText("password"), section.OptionalText("password-file"));
        if (file is null)
            return password;
        if (password is not null)
            section.Fault("password-file", "is given beside a password: one of them is enough");
        try
        {
            var line = File.ReadLines(file).FirstOrDefault();
            if (!string.IsNullOrEmpty(line))
                return line;
            section.Fault("password-file", $"'{file}' has no password in its first line");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            section.Fault("password-file", $"'{file}' can't be read: {failure.Message}");
        }
        return null;
    }

    static Expiry ReadExpiry(SettingsSection section)
    {
        var text = section.Text("password-expires", "never");
        if (!Expiry.TryParse(text, out var expiry))
            section.Fault("password-expires", $"'{text}' is none of now, never, +N seconds from the start, and N seconds since 1970");
        return expiry;
    }

    static string? ReadUsers(SettingsSection section)
    {
        if (section.OptionalText("users") is not { } file)
            return null;
        try
        {
            foreach (var fault in UserList.Read(file).Faults)
                section.Fault("users", $"'{file}' {fault}");
            if (IsOpenToOthers(file, UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite))
                section.Warn("users", $"'{file}' can be read by everybody or written by others: chmod 600");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            section.Fault("users", $"'{file}' can't be read: {failure.Message}; scanout user add NAME makes it");
        }
        return file;
    }

    static TlsSettings? ReadTls(SettingsSection section, bool mayBeOptional)
    {
        var (certificate, key) = (section.OptionalText("certificate"), section.OptionalText("key"));
        var isRequired = !mayBeOptional || section.Truth("required", true);
        section.FaultUnknown();
        if (certificate is null && key is null)
            return null;
        if (certificate is null || key is null)
        {
            section.Fault(certificate is null ? "key" : "certificate", "is given alone: a certificate and its key go together");
            return null;
        }
        CheckCertificate(section, certificate, key);
        return new TlsSettings(certificate, key, isRequired);
    }

    static void CheckCertificate(SettingsSection section, string certificate, string key)
    {
        foreach (var (name, file) in new[] { ("certificate", certificate), ("key", key) })
            if (!File.Exists(file))
            {
                section.Fault(name, $"'{file}' is not there");
                return;
            }
        try
        {
            var read = TlsCertificate.Read(certificate, key).TargetCertificate;
            if (read.NotAfter.ToUniversalTime() < DateTime.UtcNow)
                section.Warn("certificate", $"'{certificate}' has expired on {read.NotAfter.ToUniversalTime():u}");
            if (IsOpenToOthers(key, UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite))
                section.Warn("key", $"'{key}' can be read by everybody or written by others: chmod 600");
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            section.Fault("certificate", $"'{certificate}' and '{key}' are no certificate and its key, in PEM: {failure.Message}");
        }
    }

    static bool IsOpenToOthers(string file, UnixFileMode mode) => (File.GetUnixFileMode(file) & mode) != 0;

    static WebSettings BindWeb(SettingsSection section)
    {
        var defaults = new WebSettings();
        var settings = new WebSettings
        {
            Address = section.Address("address", defaults.Address),
            Port = section.Number("port", defaults.Port, 0, 65535),
            Tls = ReadTls(section.Section("tls"), mayBeOptional: false),
            Origins = section.Texts("origins"),
            Insecure = section.Truth("insecure", defaults.Insecure),
        };
        foreach (var origin in settings.Origins)
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin.TrimEnd('/'))
                section.Fault("origins", $"'{origin}' is no origin such as https://console.example");
        if (!IPAddress.IsLoopback(settings.Address) && !settings.Insecure)
            section.Fault(
                "address", $"{settings.Address} is open to others without {(settings.Tls is null ? "TLS" : "being asked who they are")}; "
                + "say insecure = on if it is meant so");
        section.FaultUnknown();
        return settings;
    }
}
