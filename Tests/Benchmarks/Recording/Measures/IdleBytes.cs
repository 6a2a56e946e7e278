using Scanout.Benchmarks.Recording.Displays;
using Scanout.Benchmarks.Recording.Sequences;

namespace Scanout.Benchmarks.Recording.Measures;

/// <summary>What an hour of a display on which nothing, or next to nothing, happens takes on disk.</summary>
/// <param name="FirstPicture">Bytes after the first ten seconds: the picture itself, once.</param>
/// <param name="PerSecond">Bytes for each second of the hour after these.</param>
sealed record IdleBytes(long FirstPicture, double PerSecond)
{
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);
    static readonly TimeSpan BlinkInterval = TimeSpan.FromMilliseconds(500);

    const int CaretWidth = 2;
    const int CaretHeight = 18;

    /// <summary>Bytes for each second of the hour, with the first picture's.</summary>
    public double WholePerSecond => PerSecond + FirstPicture / Hour.TotalSeconds;

    /// <param name="desktop">The sequence whose first frame is what rests.</param>
    /// <param name="directory">Empty.</param>
    /// <param name="hasCaret">Whether a caret blinks on it, twice a second dark or light.</param>
    public static IdleBytes Measure(CorpusSequence desktop, string directory, bool hasCaret)
    {
        using var display = new StagedDisplay(desktop.WidthPixels, desktop.HeightPixels, directory);
        new SequencePlayer(desktop).Step(display.Pixels);
        while (display.Now < Settling)
            Blink();
        var first = display.Bytes;
        while (display.Now < Settling + Hour)
            Blink();
        return new(first, (display.Close() - first) / Hour.TotalSeconds);

        void Blink()
        {
            if (hasCaret)
                for (var row = 0; row < CaretHeight; row++)
                    foreach (ref var pixel in display.Pixels.Slice((desktop.HeightPixels / 2 + row) * desktop.WidthPixels + desktop.WidthPixels / 2, CaretWidth))
                        pixel ^= 0xFFFFFF;
            display.Look(BlinkInterval);
        }
    }
}
