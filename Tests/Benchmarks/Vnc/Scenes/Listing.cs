namespace Scanout.Benchmarks.Vnc.Scenes;

/// <summary>What <c>ls -lR --color</c> might print: line for line the same text each time.</summary>
static class Listing
{
    const int LinesPerDirectory = 24;
    const uint Plain = 0xCCCCCC;
    const uint Directory = 0x5C8DFF;
    const uint Program = 0x4CD964;
    const uint Archive = 0xFF5F57;
    const uint Link = 0x35D7D7;

    static readonly string[] Words =
    [
        "region", "cursor", "frame", "display", "index", "notes", "readme", "config", "kernel", "driver", "record", "sample", "report", "archive", "module",
        "matrix", "socket", "buffer", "viewer", "window",
    ];

    static readonly (string Ending, uint Colour)[] Kinds =
        [("", Directory), (".c", Plain), (".h", Plain), (".txt", Plain), (".tar.gz", Archive), (".sh", Program), (".so", Program), (".conf", Link)];

    /// <summary>A line's text, and from which column on it has a colour of its own.</summary>
    public static (string Text, int ColourFrom, uint Colour) Line(int number)
    {
        var hash = new Random(number);
        switch (number % LinesPerDirectory)
        {
            case 0:
                return ("", 0, Plain);
            case 1:
                return ($"./{Word(hash)}/{Word(hash)}/{Word(hash)}-{hash.Next(100)}:", 0, Plain);
            case 2:
                return ($"total {hash.Next(4, 90000)}", 0, Plain);
        }
        var (ending, colour) = Kinds[hash.Next(Kinds.Length)];
        var mode = colour == Directory ? "drwxr-xr-x" : colour == Program ? "-rwxr-xr-x" : "-rw-r--r--";
        var facts = $"{mode} {hash.Next(1, 30),3} {Word(hash),-8} {Word(hash),-8} {hash.Next(1, 100_000_000),11} "
            + $"2024-{hash.Next(1, 13):00}-{hash.Next(1, 29):00} {hash.Next(24):00}:{hash.Next(60):00} ";
        return ($"{facts}{Word(hash)}_{Word(hash)}_{hash.Next(1000)}{ending}", facts.Length, colour);
    }

    static string Word(Random hash) => Words[hash.Next(Words.Length)];
}
