using Scanout.Benchmarks.Vnc.Peers;

namespace Scanout.Benchmarks.Spice;

/// <summary>What the command line asks for.</summary>
sealed record SpiceBenchmarkOptions
{
    public const string Usage = """
        usage: spice [quick] [--parts text,fanout,neighbours,first,streams] [--peers scanout,libspice] [--program PATH]
        """;

    /// <summary>Shorter, and fewer: what is far from its goal shows all the same.</summary>
    public bool IsQuick { get; private init; }

    public IReadOnlyList<string> Parts { get; private init; } = ["text", "fanout", "neighbours", "first", "streams"];

    public IReadOnlyList<string> Peers { get; private init; } = ["scanout", "libspice"];

    /// <summary>The service, as built.</summary>
    public string Program { get; private init; } = Path.Combine(RepositoryRoot.Path, "Hosting/bin/Release/net10.0/scanout");

    /// <summary>How long each is measured.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(IsQuick ? 3 : 8);

    /// <summary>How long each server serves before anything is measured.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(IsQuick ? 2 : 5);

    /// <summary>How many sessions are opened to see how soon there is a picture.</summary>
    public int Sessions => IsQuick ? 15 : 60;

    /// <summary>Null where the command line can't be followed.</summary>
    public static SpiceBenchmarkOptions? Parse(ReadOnlySpan<string> arguments)
    {
        var options = new SpiceBenchmarkOptions();
        for (; arguments.Length > 0; arguments = arguments[1..])
        {
            if (arguments[0] == "quick")
            {
                options = options with { IsQuick = true };
                continue;
            }
            if (arguments.Length < 2)
                return null;
            var value = arguments[1];
            SpiceBenchmarkOptions? next = arguments[0] switch
            {
                "--parts" => Among(value, options.Parts) is { } parts ? options with { Parts = parts } : null,
                "--peers" => Among(value, options.Peers) is { } peers ? options with { Peers = peers } : null,
                "--program" => options with { Program = value },
                _ => null,
            };
            if (next is null)
                return null;
            options = next;
            arguments = arguments[1..];
        }
        return options;
    }

    static string[]? Among(string text, IReadOnlyList<string> known) =>
        text.Split(',') is var names && names.All(known.Contains) ? names : null;
}
