using System.Text.RegularExpressions;

namespace Scanout.Tests.Hosting.Telemetry;

/// <summary>A Prometheus query, as far as it names metrics.</summary>
static partial class PromQuery
{
    static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "unless", "by", "without", "on", "ignoring", "group_left", "group_right", "offset", "bool", "inf", "nan",
    };

    /// <summary>Every metric that it names: what is no word of the language, no function, no label and within no string.</summary>
    public static IEnumerable<string> MetricsOf(string query)
    {
        var bare = Grouping().Replace(Ranges().Replace(Strings().Replace(query, "\"\""), ""), " ");
        return Names().Matches(Selectors().Replace(bare, "")).Select(name => name.Value).Where(name => !Words.Contains(name)).Distinct();
    }

    /// <summary>The labels that its result has, but for those of buckets: those of its outermost grouping. Null where it has none, and each series keeps its own.</summary>
    public static IReadOnlyList<string>? ResultLabelsOf(string query) =>
        By().Match(query) is { Success: true } by ? [.. by.Groups[1].Value.Split(',').Select(label => label.Trim()).Where(label => label != "le")] : null;

    [GeneratedRegex(@"\bby\s*\(([^)]*)\)")]
    private static partial Regex By();

    [GeneratedRegex("\"(\\\\.|[^\"\\\\])*\"")]
    private static partial Regex Strings();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Ranges();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Selectors();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<![\w:.$])[a-zA-Z_:][\w:]*(?!\s*\()\b(?!\s*\()")]
    private static partial Regex Names();
}
