using System.Globalization;
using System.Net;
using Scanout.Hosting.Configuration.Hocon;

namespace Scanout.Hosting.Configuration;

/// <summary>
/// Reads the values of one object of the configuration, and keeps what is wrong with them. A key that nobody read is a fault, told with the
/// key that it may have meant.
/// </summary>
sealed class SettingsSection(HoconObject? node, string path, List<HoconFault> faults, List<HoconFault> warnings)
{
    readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>An object within this one.</summary>
    public SettingsSection Section(string key)
    {
        var value = Find(key);
        if (value is not (null or HoconObject))
            Fault(key, "is no object");
        return new SettingsSection(value as HoconObject, PathOf(key), faults, warnings);
    }

    /// <summary>The keys that were given, for objects whose keys are names.</summary>
    public IReadOnlyList<string> Names => node?.Keys ?? [];

    public string Text(string key, string fallback) => Scalar(key)?.Text ?? fallback;

    public string? OptionalText(string key) => Scalar(key) is { Text.Length: > 0 } scalar ? scalar.Text : null;

    public bool Truth(string key, bool fallback)
    {
        if (Scalar(key) is not { } scalar)
            return fallback;
        if (HoconUnits.TryTruth(scalar.Text, out var truth))
            return truth;
        Fault(key, $"'{scalar.Text}' is neither on nor off");
        return fallback;
    }

    public int Number(string key, int fallback, int least, int most) => OptionalNumber(key, least, most) ?? fallback;

    public int? OptionalNumber(string key, int least, int most)
    {
        if (Scalar(key) is not { } scalar)
            return null;
        if (int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
            return number;
        Fault(key, $"'{scalar.Text}' is no whole number from {least} to {most}");
        return null;
    }

    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan least, TimeSpan most)
    {
        if (Scalar(key) is not { } scalar)
            return fallback;
        if (HoconUnits.TryDuration(scalar.Text, out var duration) && duration >= least && duration <= most)
            return duration;
        Fault(key, $"'{scalar.Text}' is no duration from {least.TotalMilliseconds}ms to {most.TotalSeconds}s");
        return fallback;
    }

    /// <summary>A number of bytes.</summary>
    public long Size(string key, long fallback, long least, long most)
    {
        if (Scalar(key) is not { } scalar)
            return fallback;
        if (HoconUnits.TrySize(scalar.Text, out var bytes) && bytes >= least && bytes <= most)
            return bytes;
        Fault(key, $"'{scalar.Text}' is no size from {HoconUnits.SizeText(least)} to {HoconUnits.SizeText(most)}");
        return fallback;
    }

    public string Choice(string key, string fallback, params string[] choices)
    {
        var text = Text(key, fallback);
        if (choices.Contains(text))
            return text;
        Fault(key, $"'{text}' is none of {string.Join(", ", choices)}");
        return fallback;
    }

    public IPAddress Address(string key, IPAddress fallback)
    {
        if (Scalar(key) is not { } scalar)
            return fallback;
        if (scalar.Text == "localhost")
            return IPAddress.Loopback;
        if (IPAddress.TryParse(scalar.Text, out var address))
            return address;
        Fault(key, $"'{scalar.Text}' is no IP address");
        return fallback;
    }

    public PortRange Ports(string key, PortRange fallback)
    {
        if (Scalar(key) is not { } scalar)
            return fallback;
        if (PortRange.TryParse(scalar.Text, out var range))
            return range;
        Fault(key, $"'{scalar.Text}' is no port, no range of ports such as 5900-5999, and not 0");
        return fallback;
    }

    /// <summary>An array of texts.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        var value = Find(key);
        if (value is null or HoconArray { Elements.Count: 0 })
            return [];
        if (value is HoconArray array && array.Elements.All(element => element is HoconScalar))
            return [.. array.Elements.Select(element => ((HoconScalar)element).Text)];
        Fault(key, "is no array of texts");
        return [];
    }

    /// <summary>An array of objects.</summary>
    public IReadOnlyList<SettingsSection> Sections(string key)
    {
        var value = Find(key);
        if (value is null or HoconArray { Elements.Count: 0 })
            return [];
        if (value is HoconArray array && array.Elements.All(element => element is HoconObject))
            return [.. array.Elements.Select((element, index) => new SettingsSection((HoconObject)element, $"{PathOf(key)}[{index}]", faults, warnings))];
        Fault(key, "is no array of objects");
        return [];
    }

    /// <summary>A fault at a key, or at the section where the key was not given.</summary>
    public void Fault(string key, string problem) => faults.Add(new HoconFault(PathOf(key), problem, OriginOf(key)));

    /// <summary>Something that is no fault, and that the operator should know.</summary>
    public void Warn(string key, string problem) => warnings.Add(new HoconFault(PathOf(key), problem, OriginOf(key)));

    /// <summary>Ends the reading: what was given and never asked for is unknown.</summary>
    public void FaultUnknown()
    {
        foreach (var key in Names.Where(key => !known.Contains(key)))
        {
            var near = known.Where(other => Distance(key, other) <= 2).MinBy(other => Distance(key, other));
            Fault(key, near is null ? "is an unknown key" : $"is an unknown key; did you mean {near}?");
        }
    }

    HoconNode? Find(string key)
    {
        known.Add(key);
        return node?.Value(key) is HoconScalar { IsNull: true } ? null : node?.Value(key);
    }

    HoconScalar? Scalar(string key)
    {
        var value = Find(key);
        if (value is not (null or HoconScalar))
            Fault(key, "is no single value");
        return value as HoconScalar;
    }

    string PathOf(string key) => $"{path}.{(key.Contains('.') ? $"\"{key}\"" : key)}";

    HoconOrigin OriginOf(string key) => node?.Value(key)?.Origin ?? node?.Origin ?? new HoconOrigin("defaults", 0, 0);

    /// <summary>Characters that one word must have changed, added or taken away to be the other.</summary>
    static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j - 1], above) + 1, corner + (one[i - 1] == other[j - 1] ? 0 : 1));
                corner = above;
            }
        }
        return row[^1];
    }
}
