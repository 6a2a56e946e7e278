using Scanout.Benchmarks.Recording.Displays;
using Scanout.Benchmarks.Recording.Sequences;

namespace Scanout.Benchmarks.Recording.Measures;

/// <summary>An hour of one display, on which every so often one of the sequences is played and nothing happens in between.</summary>
/// <param name="Folder">Where its segments are.</param>
/// <param name="Bytes">What they take.</param>
/// <param name="Active">When something was going on.</param>
sealed record HourRecording(string Folder, long Bytes, IReadOnlyList<(TimeSpan From, TimeSpan To)> Active)
{
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>Records it into an empty directory.</summary>
    /// <param name="sequences">All of one size.</param>
    /// <param name="directory">Empty.</param>
    /// <param name="spacing">From the beginning of one to that of the next.</param>
    public static HourRecording Make(IReadOnlyList<CorpusSequence> sequences, string directory, TimeSpan spacing)
    {
        using var display = new StagedDisplay(sequences[0].WidthPixels, sequences[0].HeightPixels, directory);
        var players = sequences.Select(sequence => new SequencePlayer(sequence)).ToList();
        var active = new List<(TimeSpan, TimeSpan)>();
        for (var number = 0; display.Now < Hour; number++)
        {
            var from = display.Now;
            display.Play(players[number % players.Count]);
            active.Add((from, display.Now));
            while (display.Now < from + spacing)
                display.Look(LookInterval);
        }
        return new(display.Folder, display.Close(), active);
    }

    /// <summary>Seeded random moments: half of them anywhere, half while something was going on.</summary>
    public IReadOnlyList<TimeSpan> Moments(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(i => i % 2 == 0 ? random.NextDouble() * Hour : Within(Active[random.Next(Active.Count)]))];

        TimeSpan Within((TimeSpan From, TimeSpan To) stretch) => stretch.From + random.NextDouble() * (stretch.To - stretch.From);
    }
}
