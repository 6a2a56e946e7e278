using System.Globalization;
using Scanout.Benchmarks.Vnc.Peers;

namespace Scanout.Benchmarks.Vnc;

/// <summary>What the command line asks for; the defaults take less than four minutes.</summary>
sealed record VncBenchmarkOptions
{
    public const string Usage = """
        usage: vnc [--seconds N] [--rounds N] [--scenes text-zrle,text-tight,drag-tight,motion-jpeg] [--peers scanout,libvncserver,xvnc]
                   [--viewers 1,8] [--parts frames,latency,stall] [--compress 0-9] [--quality 0-9] [--limit SECONDS] [--program PATH]
        """;

    /// <summary>Measured for each peer, scene, and number of viewers, in each round.</summary>
    public TimeSpan Duration { get; private init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How often each is measured, in turns; the median counts.</summary>
    public int Rounds { get; private init; } = 3;

    public IReadOnlyList<string> Scenes { get; private init; } = ["text-zrle", "text-tight", "drag-tight", "motion-jpeg"];

    public IReadOnlyList<string> Peers { get; private init; } = ["scanout", "libvncserver", "xvnc"];

    public IReadOnlyList<int> Viewers { get; private init; } = [1, 8];

    public IReadOnlyList<string> Parts { get; private init; } = ["frames", "latency", "stall"];

    /// <summary>The level of compression that viewers ask for; null = they don't.</summary>
    public int? Compression { get; private init; }

    /// <summary>The level of quality that the viewers of JPEG ask for.</summary>
    public int Quality { get; private init; } = 8;

    /// <summary>When this long has passed, no round is begun that would take longer.</summary>
    public TimeSpan Limit { get; private init; } = TimeSpan.FromSeconds(230);

    /// <summary>The service, as built.</summary>
    public string Program { get; private init; } = Path.Combine(RepositoryRoot.Path, "Hosting/bin/Release/net10.0/scanout");

    /// <summary>Null where the command line can't be followed.</summary>
    public static VncBenchmarkOptions? Parse(ReadOnlySpan<string> arguments)
    {
        var options = new VncBenchmarkOptions();
        for (; arguments.Length > 0; arguments = arguments[2..])
        {
            if (arguments.Length < 2)
                return null;
            var value = arguments[1];
            VncBenchmarkOptions? next = arguments[0] switch
            {
                "--seconds" => Number(value) is > 0 and var seconds ? options with { Duration = TimeSpan.FromSeconds(seconds) } : null,
                "--rounds" => Number(value) is >= 1 and var rounds ? options with { Rounds = (int)rounds } : null,
                "--scenes" => Among(value, options.Scenes) is { } scenes ? options with { Scenes = scenes } : null,
                "--peers" => Among(value, options.Peers) is { } peers ? options with { Peers = peers } : null,
                "--viewers" => value.Split(',').Select(Number).ToList() is var counts && counts.TrueForAll(count => count is >= 1 and <= 64)
                    ? options with { Viewers = [.. counts.Select(count => (int)count!)] } : null,
                "--parts" => Among(value, options.Parts) is { } parts ? options with { Parts = parts } : null,
                "--compress" => Number(value) is >= 0 and <= 9 and var level ? options with { Compression = (int)level } : null,
                "--quality" => Number(value) is >= 0 and <= 9 and var level ? options with { Quality = (int)level } : null,
                "--limit" => Number(value) is > 0 and var seconds ? options with { Limit = TimeSpan.FromSeconds(seconds) } : null,
                "--program" => options with { Program = value },
                _ => null,
            };
            if (next is null)
                return null;
            options = next;
        }
        return options;
    }

    static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    static string[]? Among(string text, IReadOnlyList<string> known) =>
        text.Split(',') is var names && names.All(known.Contains) ? names : null;
}
