using System.Text.Json;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>
/// The value of one of QEMU's options: <c>KEY=VALUE,KEY=VALUE</c>, commas in values doubled, or an object of JSON. The last of equal keys
/// holds.
/// </summary>
sealed class QemuOptions
{
    readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    internal string? this[string key] => values.GetValueOrDefault(key);

    /// <summary>Whether it is on: <c>on</c>, and in JSON <c>true</c>.</summary>
    internal bool IsOn(string key) => this[key] is "on" or "yes" or "true" or "y";

    internal void Set(string key, string value) => values[key] = value;

    /// <summary>Takes over what another has set.</summary>
    internal void Add(QemuOptions other)
    {
        foreach (var (key, value) in other.values)
            values[key] = value;
    }

    /// <param name="text">What followed the option.</param>
    /// <param name="impliedKey">The key of a first part that has none.</param>
    internal static QemuOptions Parse(string text, string impliedKey)
    {
        var options = new QemuOptions();
        if (text.AsSpan().TrimStart().StartsWith("{"))
            options.AddJson(text);
        else
            options.AddParts(text, impliedKey);
        return options;
    }

    void AddParts(string text, string impliedKey)
    {
        var isFirst = true;
        foreach (var part in Parts(text))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
                values[part[..equals]] = part[(equals + 1)..];
            else if (isFirst)
                values[impliedKey] = part;
            else
                values[part] = "on";
            isFirst = false;
        }
    }

    void AddJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var member in document.RootElement.EnumerateObject())
                if (Text(member.Value) is { } value)
                    values[member.Name] = value;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // QEMU itself would not have started with it; no device is read from it.
        }
    }

    static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "on",
        JsonValueKind.False => "off",
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    /// <summary>Cut at single commas; of two, one is left.</summary>
    static IEnumerable<string> Parts(string text)
    {
        var part = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
            if (text[i] != ',')
                part.Append(text[i]);
            else if (i + 1 < text.Length && text[i + 1] == ',')
                part.Append(text[i++]);
            else
            {
                yield return part.ToString();
                part.Clear();
            }
        if (part.Length > 0)
            yield return part.ToString();
    }
}
