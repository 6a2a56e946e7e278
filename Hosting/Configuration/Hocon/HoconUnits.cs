using System.Globalization;

namespace Scanout.Hosting.Configuration.Hocon;

/// <summary>What scalars mean where a duration, a size, a truth or a number is wanted (HOCON.md, «Units format»).</summary>
static class HoconUnits
{
    static readonly Dictionary<string, double> Seconds = new(StringComparer.Ordinal)
    {
        ["ns"] = 1e-9, ["nanosecond"] = 1e-9, ["nanoseconds"] = 1e-9,
        ["us"] = 1e-6, ["microsecond"] = 1e-6, ["microseconds"] = 1e-6,
        [""] = 1e-3, ["ms"] = 1e-3, ["milli"] = 1e-3, ["millis"] = 1e-3, ["millisecond"] = 1e-3, ["milliseconds"] = 1e-3,
        ["s"] = 1, ["second"] = 1, ["seconds"] = 1,
        ["m"] = 60, ["minute"] = 60, ["minutes"] = 60,
        ["h"] = 3600, ["hour"] = 3600, ["hours"] = 3600,
        ["d"] = 86400, ["day"] = 86400, ["days"] = 86400,
    };

    static readonly Dictionary<string, double> Bytes = new(StringComparer.Ordinal)
    {
        [""] = 1, ["B"] = 1, ["b"] = 1, ["byte"] = 1, ["bytes"] = 1,
        ["kB"] = 1e3, ["kilobyte"] = 1e3, ["kilobytes"] = 1e3, ["MB"] = 1e6, ["megabyte"] = 1e6, ["megabytes"] = 1e6,
        ["GB"] = 1e9, ["gigabyte"] = 1e9, ["gigabytes"] = 1e9, ["TB"] = 1e12, ["terabyte"] = 1e12, ["terabytes"] = 1e12,
        ["k"] = 1L << 10, ["K"] = 1L << 10, ["Ki"] = 1L << 10, ["KiB"] = 1L << 10, ["kibibyte"] = 1L << 10, ["kibibytes"] = 1L << 10,
        ["m"] = 1L << 20, ["M"] = 1L << 20, ["Mi"] = 1L << 20, ["MiB"] = 1L << 20, ["mebibyte"] = 1L << 20, ["mebibytes"] = 1L << 20,
        ["g"] = 1L << 30, ["G"] = 1L << 30, ["Gi"] = 1L << 30, ["GiB"] = 1L << 30, ["gibibyte"] = 1L << 30, ["gibibytes"] = 1L << 30,
        ["t"] = 1L << 40, ["T"] = 1L << 40, ["Ti"] = 1L << 40, ["TiB"] = 1L << 40, ["tebibyte"] = 1L << 40, ["tebibytes"] = 1L << 40,
    };

    /// <summary>A number and its unit; without one, milliseconds.</summary>
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (!TryQuantity(text, Seconds, out var seconds) || Math.Abs(seconds) > TimeSpan.MaxValue.TotalSeconds / 2)
            return false;
        duration = TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    /// <summary>A number and its unit; without one, bytes.</summary>
    public static bool TrySize(string text, out long bytes)
    {
        bytes = 0;
        if (!TryQuantity(text, Bytes, out var quantity) || quantity is < 0 or > 9e18)
            return false;
        bytes = (long)quantity;
        return true;
    }

    /// <summary>Bytes as they would be written: in the largest unit of which they are a whole number.</summary>
    public static string SizeText(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var unit = 0;
        for (; bytes != 0 && bytes % 1024 == 0 && unit < units.Length - 1; unit++)
            bytes /= 1024;
        return $"{bytes}{units[unit]}";
    }

    public static bool TryTruth(string text, out bool truth)
    {
        truth = text is "true" or "yes" or "on";
        return truth || text is "false" or "no" or "off";
    }

    static bool TryQuantity(string text, Dictionary<string, double> units, out double quantity)
    {
        text = text.Trim();
        var end = text.Length;
        while (end > 0 && char.IsLetter(text[end - 1]))
            end--;
        quantity = 0;
        if (!units.TryGetValue(text[end..], out var unit)
            || !double.TryParse(text[..end].TrimEnd(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return false;
        quantity = number * unit;
        return double.IsFinite(quantity);
    }
}
