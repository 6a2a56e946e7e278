using System.Collections;
using System.Globalization;

namespace Scanout.Hosting.Configuration;

/// <summary>Ports to choose from: <c>5900-5999</c>, one port, or <c>0</c>, which asks the system for a free one.</summary>
public readonly record struct PortRange(int First, int Last) : IEnumerable<int>
{
    public static bool TryParse(string text, out PortRange range)
    {
        var parts = text.Split('-', 2, StringSplitOptions.TrimEntries);
        range = default;
        if (!TryPort(parts[0], out var first) || !TryPort(parts[^1], out var last) || first > last || (first == 0 && last != 0))
            return false;
        range = new PortRange(first, last);
        return true;
    }

    public IEnumerator<int> GetEnumerator() => Enumerable.Range(First, Last - First + 1).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";

    static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535;
}
