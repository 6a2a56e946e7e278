using System.Globalization;
using System.Text;

namespace Scanout.Pipeline.Sinks.Access;

/// <summary>
/// What a peer said of itself, made fit for one line of a log: bounded, and with nothing in it that a terminal or a reader of logs would
/// obey.
/// </summary>
public static class PeerText
{
    const int MaxLength = 64;

    public static string Of(string text)
    {
        var safe = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (safe.Length >= MaxLength)
                return safe.Append('…').ToString();
            if (IsPrintable(rune) && rune.Value is not ('"' or '\\'))
                safe.Append(rune.ToString());
            else
                safe.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }
        return safe.ToString();
    }

    static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}
