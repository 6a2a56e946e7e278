using System.Globalization;
using Scanout.Benchmarks.Vnc.Peers;
using Scanout.Pipeline.Devices.Demo;

namespace Scanout.Benchmarks.Wall;

/// <summary>What the command line asks for; the defaults take about six minutes.</summary>
sealed record WallBenchmarkOptions
{
    public const string Usage = """
        usage: wall [--seconds N] [--rounds N] [--scenes desktop,text,video] [--size WxH] [--displays N] [--changes PER-SECOND]
                    [--parts page,demo,browser] [--program PATH]
        """;

    /// <summary>Measured for each state of the page, in each round.</summary>
    public TimeSpan Duration { get; private init; } = TimeSpan.FromSeconds(6);

    /// <summary>How often each is measured, in turns; the median counts.</summary>
    public int Rounds { get; private init; } = 3;

    /// <summary>What the displays show: one after the other.</summary>
    public IReadOnlyList<string> Scenes { get; private init; } = ["desktop", "text", "video"];

    public (int WidthPixels, int HeightPixels) Size { get; private init; } = (1920, 1080);

    public int Displays { get; private init; } = 100;

    /// <summary>Of each display, in a second.</summary>
    public double Changes { get; private init; } = 3;

    public IReadOnlyList<string> Parts { get; private init; } = ["page", "demo", "browser"];

    /// <summary>The service, as built.</summary>
    public string Program { get; private init; } = Path.Combine(RepositoryRoot.Path, "Hosting/bin/Release/net10.0/scanout");

    /// <summary>Null where the command line can't be followed.</summary>
    public static WallBenchmarkOptions? Parse(ReadOnlySpan<string> arguments)
    {
        var options = new WallBenchmarkOptions();
        for (; arguments.Length > 0; arguments = arguments[2..])
        {
            if (arguments.Length < 2)
                return null;
            var value = arguments[1];
            WallBenchmarkOptions? next = arguments[0] switch
            {
                "--seconds" => Number(value) is > 0 and var seconds ? options with { Duration = TimeSpan.FromSeconds(seconds) } : null,
                "--rounds" => Number(value) is >= 1 and var rounds ? options with { Rounds = (int)rounds } : null,
                "--scenes" => Among(value, DemoScenes.Names) is { } scenes ? options with { Scenes = scenes } : null,
                "--size" => value.Split('x').Select(Number).ToArray() is [>= 16 and <= 8192 and var width, >= 16 and <= 8192 and var height]
                    ? options with { Size = ((int)width, (int)height) } : null,
                "--displays" => Number(value) is >= 1 and <= 200 and var displays ? options with { Displays = (int)displays } : null,
                "--changes" => Number(value) is > 0 and <= 60 and var changes ? options with { Changes = (double)changes } : null,
                "--parts" => Among(value, options.Parts) is { } parts ? options with { Parts = parts } : null,
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
