using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Hosting.Web.Console;

/// <summary>
/// Which viewers the consoles in browsers are. A console makes up a mark that nobody can guess, shows it when it connects, and by it asks
/// for control for itself and for nobody else. Any thread may ask.
/// </summary>
sealed partial class ConsoleSeats(AudienceDirectory audiences)
{
    readonly ConcurrentDictionary<string, long> numbers = new(StringComparer.Ordinal);

    public static bool IsMark(string mark) => Mark().IsMatch(mark);

    /// <summary>A console has connected; it is forgotten when what this gives is disposed.</summary>
    public IDisposable? Enter(string? mark, long number)
    {
        if (mark is null || !IsMark(mark))
            return null;
        // Who connects anew is the new one.
        numbers[mark] = number;
        return new Entry(this, mark, number);
    }

    /// <summary>The console's viewer, where it is connected to the display.</summary>
    public AudienceSeat? Find(string? mark, string display) =>
        mark is not null && numbers.TryGetValue(mark, out var number) && audiences.Find(number) is { } seat && seat.Display == display ? seat : null;

    /// <summary>Whether the viewer of that number is a console.</summary>
    public bool Has(long number) => numbers.Values.Contains(number);

    [GeneratedRegex(@"^[0-9a-f]{32}\z")]
    private static partial Regex Mark();

    sealed class Entry(ConsoleSeats seats, string mark, long number) : IDisposable
    {
        public void Dispose() => seats.numbers.TryRemove(new KeyValuePair<string, long>(mark, number));
    }
}
