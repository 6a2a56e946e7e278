using System.Text.Json;
using System.Text.RegularExpressions;
using Scanout.Tests.Architecture;

namespace Scanout.Tests.Hosting.Telemetry;

/// <summary>The dashboard and the alerts, as files.</summary>
internal static partial class Dashboards
{
    public static string AlertsPath { get; } = Path.Combine(SourceTree.Root, "Hosting", "Dashboards", "alerts.yml");

    /// <summary>Every alert and its expression, each of which is one line.</summary>
    public static IReadOnlyList<(string Alert, string Query)> Alerts() =>
        [.. AlertLines().Matches(File.ReadAllText(AlertsPath)).Select(rule => (rule.Groups[1].Value, rule.Groups[2].Value))];

    public static JsonElement Dashboard()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(SourceTree.Root, "Hosting", "Dashboards", "scanout.json")));
        return file.RootElement.Clone();
    }

    /// <summary>Every panel's expressions, and those of the variables.</summary>
    public static IReadOnlyList<(string Panel, string Query)> Panels()
    {
        var root = Dashboard();
        var panels =
            from panel in root.GetProperty("panels").EnumerateArray()
            where panel.TryGetProperty("targets", out _)
            from target in panel.GetProperty("targets").EnumerateArray()
            select (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!);
        var variables =
            from variable in root.GetProperty("templating").GetProperty("list").EnumerateArray()
            where variable.GetProperty("type").GetString() == "query"
            let query = variable.GetProperty("definition").GetString()!
            select (variable.GetProperty("name").GetString()!, Regex.Match(query, @"^label_values\((.*), \w+\)$").Groups[1].Value);
        return [.. panels, .. variables];
    }

    /// <summary>Every panel's title, expressions, legends and the addresses that it leads to.</summary>
    public static IReadOnlyList<(string Title, string[] Queries, string[] Legends, string[] Links)> PanelLinks() =>
    [
        .. from panel in Dashboard().GetProperty("panels").EnumerateArray()
           where panel.TryGetProperty("targets", out _)
           let targets = panel.GetProperty("targets").EnumerateArray().ToArray()
           let defaults = panel.GetProperty("fieldConfig").GetProperty("defaults")
           let links = defaults.TryGetProperty("links", out var found) ? found.EnumerateArray().Select(link => link.GetProperty("url").GetString()!).ToArray() : []
           select (panel.GetProperty("title").GetString()!, TextsOf(targets, "expr"), TextsOf(targets, "legendFormat"), links),
    ];

    static string[] TextsOf(JsonElement[] targets, string key) =>
        [.. targets.Select(target => target.TryGetProperty(key, out var text) ? text.GetString()! : "")];

    [GeneratedRegex(@"- alert: (\w+)\n +expr: (.+)\n")]
    private static partial Regex AlertLines();
}
