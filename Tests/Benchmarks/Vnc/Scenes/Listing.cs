namespace Scanout.Benchmarks.Vnc.Scenes;

/// <summary>What <c>ls -lR --color</c> might print of a deep tree of links: line for line the same text each time.</summary>
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
        "region", "cursor", "frame", "display", "index", "notes", "readme", "config", "kernel", "driver", "record", "sample", "report",
        "archive", "module", "matrix", "socket", "buffer", "viewer", "window",
    ];

    static readonly (string Ending, uint Colour)[] Kinds =
    [
        ("", Directory), (".c", Plain), (".h", Plain), (".txt", Plain), (".tar.gz", Archive), (".sh", Program), (".so", Link),
        (".conf", Link), (".so.1", Link), (".service", Link),
    ];

    /// <summary>A line's parts, from the left, with a colour each.</summary>
    public static (string Text, uint Colour)[] Line(int number)
    {
        var hash = new Random(number);
        switch (number % LinesPerDirectory)
        {
            case 0:
                return [];
            case 1:
                return [($"./{Path(hash, 6)}-{hash.Next(100)}:", Plain)];
            case 2:
                return [($"total {hash.Next(4, 90000)}", Plain)];
        }
        var (ending, colour) = Kinds[hash.Next(Kinds.Length)];
        var mode = colour == Directory ? "drwxr-xr-x" : colour == Program ? "-rwxr-xr-x" : colour == Link ? "lrwxrwxrwx" : "-rw-r--r--";
        var facts = $"{mode} {hash.Next(1, 30),3} {Word(hash),-8} {Word(hash),-8} {hash.Next(1, 100_000_000),11} "
            + $"2024-{hash.Next(1, 13):00}-{hash.Next(1, 29):00} "
            + $"{hash.Next(24):00}:{hash.Next(60):00}:{hash.Next(60):00}.{hash.Next(1_000_000_000):000000000} +0000 ";
        var name = $"{Word(hash)}_{Word(hash)}-{hash.NextInt64():x16}_{hash.Next(1000)}{ending}";
        return colour == Link
            ? [(facts, Plain), (name, colour), (" -> ", Plain), ($"/usr/{Path(hash, hash.Next(4, 12))}{ending}", Program)]
            : [(facts, Plain), (name, colour)];
    }

    static string Path(Random hash, int words) => string.Join('/', Enumerable.Range(0, words).Select(_ => Word(hash)));

    static string Word(Random hash) => Words[hash.Next(Words.Length)];
}
