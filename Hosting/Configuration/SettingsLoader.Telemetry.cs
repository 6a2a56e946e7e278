using System.Text.RegularExpressions;
using Scanout.Pipeline.Screens;

namespace Scanout.Hosting.Configuration;

/// <summary>What is told of screens, and to whom numbers and traces go.</summary>
public static partial class SettingsLoader
{
    static ScreenSettings BindScreen(SettingsSection section)
    {
        var defaults = new ScreenSettings();
        var (black, lively, text) = (section.Section("black"), section.Section("lively"), section.Section("text"));
        var settings = new ScreenSettings
        {
            Settle = section.Duration("settle", defaults.Settle, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
            BlackLevel = black.Number("level", defaults.BlackLevel, 0, 254),
            BlackLit = black.Number("lit", defaults.BlackLit, 0, 1000),
            LivelyChanges = lively.Number("changes", defaults.LivelyChanges, 2, 1000),
            LivelyWithin = lively.Duration("within", defaults.LivelyWithin, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5)),
            FrozenAfter = section.Duration("frozen-after", defaults.FrozenAfter, TimeSpan.FromSeconds(5), TimeSpan.FromDays(1)),
            TextColours = text.Number("colours", defaults.TextColours, 2, 64),
            TextCells = text.Number("cells", defaults.TextCells, 50, 100),
        };
        // Unwatched, a display is looked at every few seconds: between two such looks nothing can have frozen.
        if (settings.FrozenAfter < settings.LivelyWithin)
            section.Fault("frozen-after", "is shorter than lively.within: a screen would freeze between two changes");
        foreach (var part in (SettingsSection[])[black, lively, text, section])
            part.FaultUnknown();
        return settings;
    }

    static TelemetrySettings BindTelemetry(SettingsSection section)
    {
        var defaults = new TelemetrySettings();
        var traces = section.Section("traces");
        var settings = new TelemetrySettings
        {
            Otlp = ReadCollector(section),
            IsGrpc = section.Choice("protocol", "http", "http", "grpc") == "grpc",
            Headers = ReadHeaders(section.Section("headers")),
            Interval = section.Duration("interval", defaults.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            TraceEvery = traces.Number("every", defaults.TraceEvery, 0, 1_000_000),
            TraceSlowerThan = traces.Duration(
                "slower-than", defaults.TraceSlowerThan, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)),
        };
        traces.FaultUnknown();
        section.FaultUnknown();
        return settings;
    }

    static Uri? ReadCollector(SettingsSection section)
    {
        if (section.OptionalText("otlp") is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address is { Query: "", Fragment: "", UserInfo: "" })
            return address;
        section.Fault("otlp", $"'{text}' is no address such as http://127.0.0.1:4318");
        return null;
    }

    static Dictionary<string, string> ReadHeaders(SettingsSection section)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in section.Names)
        {
            var value = section.Text(name, "");
            if (!HeaderName().IsMatch(name))
                section.Fault(name, "is no name of an HTTP header");
            else if (value.Length == 0 || value.Any(character => character is < ' ' or > '~' or ','))
                section.Fault(name, "is empty, or has a comma or what an HTTP header can't have");
            else
                headers[name] = value;
        }
        return headers;
    }

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
    private static partial Regex HeaderName();
}
