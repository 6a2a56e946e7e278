namespace Scanout.Hosting.Cluster.Records;

/// <summary>
/// The numbers of all displays of a host as four digits each: every host reads those of every other one every few seconds, so that they are
/// to be small. The digits are 0 to 9, A to Z, a to z.
/// </summary>
static class NumberDigits
{
    public const int PerDisplay = 4;

    const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>What another version of the service does not know is at the end: nothing here may move.</summary>
    static readonly string[] States = ["starting", "live", "idle", "off", "refused", "lost", "failing"];

    static readonly string[] Screens = ["", "lively", "still", "black", "frozen", "nosignal", "text"];

    static readonly double[] Rates = [0, 0.1, 0.25, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 75, 100, 120, 150, 200, 240];

    public static string Write(IReadOnlyList<DisplayNumbers> displays) => string.Create(displays.Count * PerDisplay, displays, (text, all) =>
    {
        foreach (var numbers in all)
        {
            text[0] = Digits[IndexIn(States, numbers.State)];
            text[1] = Digits[Step(numbers.UpdatesPerSecond)];
            text[2] = Digits[Math.Clamp(numbers.Viewers, 0, Digits.Length - 1)];
            text[3] = Digits[IndexIn(Screens, numbers.Screen) * 2 + (numbers.IsRecording ? 1 : 0)];
            text = text[PerDisplay..];
        }
    });

    /// <summary>Null where it is none.</summary>
    public static DisplayNumbers[]? Read(string text)
    {
        if (text.Length % PerDisplay != 0)
            return null;
        var displays = new DisplayNumbers[text.Length / PerDisplay];
        for (var i = 0; i < displays.Length; i++)
        {
            var digits = text.AsSpan(i * PerDisplay, PerDisplay);
            var (state, rate, viewers, marks) = (Digits.IndexOf(digits[0]), Digits.IndexOf(digits[1]), Digits.IndexOf(digits[2]), Digits.IndexOf(digits[3]));
            if (state < 0 || state >= States.Length || rate < 0 || rate >= Rates.Length || viewers < 0 || marks < 0 || marks >= Screens.Length * 2)
                return null;
            displays[i] = new DisplayNumbers(States[state], Rates[rate], viewers, marks % 2 == 1, Screens[marks / 2]);
        }
        return displays;
    }

    /// <summary>What there is no digit for is told as the first.</summary>
    static int IndexIn(string[] words, string word) => Math.Max(0, Array.IndexOf(words, word));

    /// <summary>The nearest, so that a rate that trembles is no change.</summary>
    static int Step(double rate)
    {
        var nearest = 0;
        for (var i = 1; i < Rates.Length; i++)
            if (Math.Abs(Rates[i] - rate) < Math.Abs(Rates[nearest] - rate))
                nearest = i;
        return nearest;
    }
}
