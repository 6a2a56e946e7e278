using System.Net;
using Scanout.Hosting.Web.Access;

namespace Scanout.Hosting.Configuration;

/// <summary>The web: where it is, and who may do what there.</summary>
public static partial class SettingsLoader
{
    /// <param name="section">scanout.web.</param>
    /// <param name="vnc">Whose users are the web's where it names none.</param>
    static WebSettings BindWeb(SettingsSection section, VncSettings vnc)
    {
        var defaults = new WebSettings();
        var settings = new WebSettings
        {
            Address = section.Address("address", defaults.Address),
            Port = section.Number("port", defaults.Port, 0, 65535),
            Tls = ReadTls(section.Section("tls"), mayBeOptional: false),
            Origins = section.Texts("origins"),
            External = ReadExternal(section),
            HasOperators = section.Truth("operators", defaults.HasOperators),
            Users = ReadUsers(section) ?? vnc.Login.Users,
            Session = section.Duration("session", defaults.Session, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
            SessionLimit = section.Duration("session-limit", defaults.SessionLimit, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365)),
            Roles = ReadRoles(section),
            AreMetricsOpen = section.Choice("metrics", "signed-in", "signed-in", "open") == "open",
            Insecure = section.Truth("insecure", defaults.Insecure),
        };
        if (settings.SessionLimit < settings.Session)
            section.Warn("session-limit", "is shorter than session, which so is never reached");
        foreach (var origin in settings.Origins)
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin.TrimEnd('/'))
                section.Fault("origins", $"'{origin}' is no origin such as https://console.example");
        if (settings.Roles.Count > 0 && settings.Users is null)
            section.Fault("roles", "are given without users: there is nobody whose they could be");
        if (!IPAddress.IsLoopback(settings.Address) && !settings.Insecure && (settings.Tls is null || settings.Users is null))
            section.Fault(
                "address", $"{settings.Address} is open to others without {(settings.Tls is null ? "TLS" : "being asked who they are")}; "
                + "say insecure = on if it is meant so");
        section.FaultUnknown();
        return settings;
    }

    static Uri? ReadExternal(SettingsSection section)
    {
        if (section.OptionalText("external") is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var external) && external.Scheme == Uri.UriSchemeHttps
            && external.GetLeftPart(UriPartial.Authority) == text.TrimEnd('/'))
            return external;
        section.Fault("external", $"'{text}' is no origin such as https://scanout.example");
        return null;
    }

    static RoleGrant[] ReadRoles(SettingsSection section)
    {
        var entries = section.Sections("roles");
        if (entries.Count == 0)
            return [];
        List<RoleGrant> roles = [];
        foreach (var entry in entries)
        {
            roles.Add(new RoleGrant(NamesOf(entry, "users"), NamesOf(entry, "displays"), entry.Choice("role", "", "view", "control", "admin") switch
            {
                "admin" => DisplayRole.Admin, "control" => DisplayRole.Control, "view" => DisplayRole.View, _ => DisplayRole.None,
            }));
            entry.FaultUnknown();
        }
        return [.. roles];

        static IReadOnlyList<string> NamesOf(SettingsSection entry, string key)
        {
            var names = entry.Texts(key);
            if (names.Count == 0)
                entry.Fault(key, "names nobody and nothing: it is an array such as [\"vm-1*\"]");
            return names;
        }
    }
}
