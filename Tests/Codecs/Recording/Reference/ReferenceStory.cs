using System.Security.Cryptography;

namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>
/// A recording that a seed makes up: pictures that change a little, scroll, are resized and stand still, cursors, gaps and notices; and beside
/// the file what it is to show. The file is the reference writer's.
/// </summary>
public sealed class ReferenceStory
{
    const int Side = 64;
    const long Start1970 = 1_795_662_720_123_456;

    readonly Random random;
    readonly ReferenceWriter writer;
    readonly Dictionary<string, long> contents = [];
    readonly List<ReferenceShape> shapes = [];
    ReferenceCursor cursor = new(0, null, 0, 0);
    byte[] picture = [];
    int width, height;
    uint format;
    bool isNotice;
    long time;

    ReferenceStory(int seed, byte[]? keyFile, int packs)
    {
        random = new(seed);
        var salt = keyFile is null ? null : RandomNumberGenerator.GetBytes(32);
        writer = new ReferenceWriter(ReferenceWriter.Facts(salt: salt), keyFile, salt);
        Resize();
        var groups = packs > 0 ? packs : random.Next(1, 4);
        for (var group = 0; group < groups; group++)
        {
            if (packs > 0)
                writer.BeginPack();
            for (var key = random.Next(1, 3); key > 0; key--)
            {
                Key();
                for (var deltas = random.Next(4); deltas > 0; deltas--)
                    Delta();
            }
            if (packs > 0)
                writer.EndPack();
            ChunkEnds.Add(writer.File.Length);
        }
        time += random.Next(100_000);
        Unclosed = writer.File;
        writer.Close(time);
    }

    /// <summary>The file without index and end, as after a crash.</summary>
    public byte[] Unclosed { get; }

    public byte[] File => writer.File;

    public List<ReferenceEvent> Events { get; } = [];

    /// <summary>Where a group of a key chunk and its deltas ends in the file.</summary>
    public List<int> ChunkEnds { get; } = [];

    public long EndTime => time;

    public static ReferenceStory Tell(int seed, byte[]? keyFile = null, int packs = 0) => new(seed, keyFile, packs);

    void Key()
    {
        contents.Clear();
        shapes.Clear();
        var begin = time += random.Next(200_000);
        var records = new ReferenceRecords();
        Clock(records, 0);
        Tell(records, 0, cursor with { Time = time });
        Whole(records, 0);
        Some(records);
        writer.Records(isKey: true, begin, records);
    }

    void Delta()
    {
        var begin = time += random.Next(200_000);
        var records = new ReferenceRecords();
        Clock(records, 0);
        Some(records);
        writer.Records(isKey: false, begin, records);
    }

    void Some(ReferenceRecords records)
    {
        for (var count = random.Next(6); count > 0; count--)
        {
            var delta = random.Next(100_000);
            time += delta;
            switch (random.Next(10))
            {
                case 0:
                    Resize();
                    Whole(records, delta);
                    break;
                case 1:
                    Gap(records, delta);
                    break;
                case 2:
                    records.Record(77, delta, [1, 2, 3]);
                    break;
                case 3 or 4:
                    Tell(records, delta, NextCursor());
                    break;
                case 5:
                    isNotice = !isNotice;
                    Change(records, delta, []);
                    break;
                case 6 or 7:
                    Change(records, delta, Copies());
                    break;
                default:
                    Paint();
                    Change(records, delta, []);
                    break;
            }
        }
    }

    void Clock(ReferenceRecords records, long delta)
    {
        records.Clock(delta, Start1970 + time);
        Events.Add(new ReferenceClock(time, Start1970 + time));
    }

    void Gap(ReferenceRecords records, long delta)
    {
        var gap = new ReferenceGap(time, (ulong)random.Next(1, 6), (ulong)random.Next(1_000_000), (ulong)random.Next(20), "the disk was too slow — again");
        records.Gap(delta, (int)gap.Reason, (long)gap.Microseconds, (long)gap.PicturesLeftOut, gap.Sentence);
        writer.Gaps++;
        Events.Add(gap);
    }

    ReferenceCursor NextCursor()
    {
        var (x, y) = (random.Next(-20, width), random.Next(-20, height));
        if (random.Next(4) == 0)
            return new(time, null, 0, 0);
        if (shapes.Count > 0 && random.Next(2) == 0)
            return new(time, shapes[random.Next(shapes.Count)], x, y);
        var (columns, lines) = (random.Next(1, 40), random.Next(1, 40));
        var bgra = new byte[columns * lines * 4];
        random.NextBytes(bgra.AsSpan(0, bgra.Length / 2));
        return new(time, new(columns, lines, random.Next(columns), random.Next(lines), bgra), x, y);
    }

    void Tell(ReferenceRecords records, long delta, ReferenceCursor next)
    {
        if (next.Shape is null)
            records.NoCursor(delta);
        else if (shapes.IndexOf(next.Shape) is >= 0 and var known)
            records.KnownCursor(delta, known, next.X, next.Y);
        else
        {
            records.NewCursor(delta, next.Shape, next.X, next.Y);
            shapes.Add(next.Shape);
        }
        cursor = next;
        Events.Add(next);
    }

    void Resize()
    {
        (width, height, format) = (random.Next(1, 300), random.Next(1, 200), random.Next(3) == 0 ? 0 : 0x34325258u);
        picture = new byte[width * height * 3];
        random.NextBytes(picture.AsSpan(0, picture.Length / 3));
    }

    void Paint()
    {
        var (x, y) = (random.Next(width), random.Next(height));
        var (columns, lines) = (random.Next(1, width - x + 1), random.Next(1, height - y + 1));
        for (var line = 0; line < lines; line++)
            random.NextBytes(picture.AsSpan(((y + line) * width + x) * 3, random.Next(1, columns + 1) * 3));
    }

    List<ReferenceCopy> Copies()
    {
        var copies = new List<ReferenceCopy>();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var (columns, lines) = (random.Next(1, width + 1), random.Next(1, height + 1));
            var copy = new ReferenceCopy(random.Next(width - columns + 1), random.Next(height - lines + 1), columns, lines,
                random.Next(width - columns + 1), random.Next(height - lines + 1));
            var before = (byte[])picture.Clone();
            for (var line = 0; line < lines; line++)
                before.AsSpan(((copy.FromY + line) * width + copy.FromX) * 3, columns * 3)
                    .CopyTo(picture.AsSpan(((copy.Y + line) * width + copy.X) * 3));
            copies.Add(copy);
        }
        return copies;
    }

    void Whole(ReferenceRecords records, long delta)
    {
        var tiles = Enumerable.Range(0, (width + Side - 1) / Side * ((height + Side - 1) / Side)).Select(Tile).ToList();
        records.Whole(delta, width, height, format, tiles, isNotice);
        Shown(isWhole: true);
    }

    /// <summary>The copies, and then what they did not do: any tile that may differ, some of them for no reason.</summary>
    void Change(ReferenceRecords records, long delta, List<ReferenceCopy> copies)
    {
        var tiles = Enumerable.Range(0, (width + Side - 1) / Side * ((height + Side - 1) / Side));
        records.Change(delta, copies, [.. tiles.Where(_ => copies.Count == 0 || random.Next(4) == 0).Select(Tile)], isNotice);
        Shown(isWhole: false);
    }

    void Shown(bool isWhole)
    {
        writer.Pictures++;
        Events.Add(new ReferencePicture(time, width, height, format, isWhole, isNotice, (byte[])picture.Clone()));
    }

    ReferenceTile Tile(int number)
    {
        var columns = (width + Side - 1) / Side;
        var (left, top) = (number % columns * Side, number / columns * Side);
        var colours = new byte[Side * Side * 3];
        for (var line = 0; line < Math.Min(Side, height - top); line++)
            picture.AsSpan(((top + line) * width + left) * 3, Math.Min(Side, width - left) * 3).CopyTo(colours.AsSpan(line * Side * 3));
        var hash = Convert.ToHexString(SHA256.HashData(colours));
        if (contents.TryGetValue(hash, out var known))
            return new(number, known);
        contents[hash] = contents.Count;
        return new(number, null, colours);
    }
}
