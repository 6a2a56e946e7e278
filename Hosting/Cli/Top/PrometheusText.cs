using System.Globalization;
using System.Text;

namespace Scanout.Hosting.Cli.Top;

/// <summary>Reads what <c>/metrics</c> answers: Prometheus' text format, version 0.0.4. Lines that are none are passed over.</summary>
static class PrometheusText
{
    public static IReadOnlyList<PrometheusSample> Parse(string text) =>
        [.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(ParseLine).OfType<PrometheusSample>()];

    static PrometheusSample? ParseLine(string line)
    {
        var at = line.AsSpan().IndexOfAny('{', ' ');
        if (at <= 0)
            return null;
        var (name, labels) = (line[..at], new Dictionary<string, string>(StringComparer.Ordinal));
        if (line[at] == '{' && !TryLabels(line, ref at, labels))
            return null;
        var number = line[at..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : "";
        return TryNumber(number, out var value) ? new PrometheusSample(name, labels, value) : null;
    }

    /// <summary>From the opening brace until behind the closing one.</summary>
    static bool TryLabels(string line, ref int at, Dictionary<string, string> labels)
    {
        for (at++; at < line.Length && line[at] != '}';)
        {
            var equals = line.IndexOf("=\"", at, StringComparison.Ordinal);
            if (equals < 0)
                return false;
            var name = line[at..equals];
            var value = new StringBuilder();
            for (at = equals + 2; at < line.Length && line[at] != '"'; at++)
                value.Append(line[at] == '\\' && at + 1 < line.Length ? Unescaped(line[++at]) : line[at]);
            labels[name] = value.ToString();
            at++;
            if (at < line.Length && line[at] == ',')
                at++;
        }
        return at++ < line.Length;
    }

    static char Unescaped(char letter) => letter == 'n' ? '\n' : letter;

    static bool TryNumber(string text, out double value)
    {
        value = text switch { "+Inf" => double.PositiveInfinity, "-Inf" => double.NegativeInfinity, _ => double.NaN };
        return !double.IsNaN(value) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
