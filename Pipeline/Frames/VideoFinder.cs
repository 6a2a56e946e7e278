namespace Scanout.Pipeline.Frames;

/// <summary>
/// Finds the largest rectangle of a picture that is in full motion. Owned by the surface's <see cref="FrameVideo"/>, under its lock.
/// </summary>
sealed class VideoFinder(TileActivity activity)
{
    /// <summary>What is smaller is not worth a stream.</summary>
    const int MinTiles = 12;

    /// <summary>Percent of a rectangle's tiles, and of those of a line that is added to it, that go on changing.</summary>
    public const int MinBusyPercent = 70;

    /// <summary>Percent of a rectangle's tiles that look like photographs besides: videos have their flat parts.</summary>
    const int MinPhotographicPercent = 50;

    readonly Stack<int> open = [];
    bool[] isMoving = [];

    /// <summary>The rectangle; empty where there is none.</summary>
    public TileRectangle Find(Frame frame)
    {
        if (!MarkMoving(frame))
            return default;
        var box = Extended(Trimmed(LargestCluster()));
        var isFound = box.Count >= MinTiles
            && Holds(box, MinBusyPercent, activity.IsBusy) && Holds(box, MinPhotographicPercent, IsPhotographic);
        return isFound ? box : default;

        bool IsPhotographic(int index) => activity.IsBusy(index) && LooksPhotographic(frame, index);
    }

    public bool LooksPhotographic(Frame frame, int index) =>
        TileTextures.Of(frame.Tiles[index], activity.PlaceOf(index)) == TileTexture.Photographic;

    /// <summary>Whether at least so many percent of an area's tiles are so.</summary>
    public bool Holds(TileRectangle area, int percent, Predicate<int> isSo)
    {
        var count = 0;
        for (var row = area.Top; row < area.Bottom; row++)
            for (var column = area.Left; column < area.Right; column++)
                count += isSo(row * activity.Columns + column) ? 1 : 0;
        return count * 100 >= area.Count * percent;
    }

    /// <summary>Marks the tiles that go on changing and look like photographs; false where they are too few.</summary>
    bool MarkMoving(Frame frame)
    {
        var count = activity.Columns * activity.Rows;
        if (isMoving.Length != count)
            isMoving = new bool[count];
        var busy = 0;
        for (var i = 0; i < count; i++)
            busy += activity.IsBusy(i) ? 1 : 0;
        if (busy < MinTiles)
            return false;
        for (var i = 0; i < count; i++)
            isMoving[i] = activity.IsBusy(i) && LooksPhotographic(frame, i);
        return true;
    }

    /// <summary>The bounds of most tiles that hang together, corners included; takes the marks away.</summary>
    TileRectangle LargestCluster()
    {
        var (largest, bounds) = (0, default(TileRectangle));
        for (var i = 0; i < isMoving.Length; i++)
        {
            if (!isMoving[i])
                continue;
            var (count, box) = Cluster(i);
            if (count > largest)
                (largest, bounds) = (count, box);
        }
        return bounds;
    }

    (int Count, TileRectangle Bounds) Cluster(int first)
    {
        var (count, bounds) = (0, TileAt(first % activity.Columns, first / activity.Columns));
        Take(first);
        while (open.TryPop(out var index))
        {
            var (column, row) = (index % activity.Columns, index / activity.Columns);
            count++;
            bounds = bounds.Union(TileAt(column, row));
            var around = new TileRectangle(column - 1, row - 1, column + 2, row + 2).Intersect(new(0, 0, activity.Columns, activity.Rows));
            for (var y = around.Top; y < around.Bottom; y++)
                for (var x = around.Left; x < around.Right; x++)
                    if (isMoving[y * activity.Columns + x])
                        Take(y * activity.Columns + x);
        }
        return (count, bounds);

        void Take(int index)
        {
            isMoving[index] = false;
            open.Push(index);
        }
    }

    static TileRectangle TileAt(int column, int row) => new(column, row, column + 1, row + 1);

    /// <summary>Without lines at its sides that rest for the most part.</summary>
    TileRectangle Trimmed(TileRectangle box)
    {
        while (!box.IsEmpty)
        {
            if (Rests(box with { Bottom = box.Top + 1 }))
                box = box with { Top = box.Top + 1 };
            else if (Rests(box with { Top = box.Bottom - 1 }))
                box = box with { Bottom = box.Bottom - 1 };
            else if (Rests(box with { Right = box.Left + 1 }))
                box = box with { Left = box.Left + 1 };
            else if (Rests(box with { Left = box.Right - 1 }))
                box = box with { Right = box.Right - 1 };
            else
                return box;
        }
        return default;

        bool Rests(TileRectangle line) => !Holds(line, 50, activity.IsBusy);
    }

    /// <summary>
    /// With the lines around it that go on changing too: a video rarely ends with a tile, and its rest of one may not look like a
    /// photograph.
    /// </summary>
    TileRectangle Extended(TileRectangle box)
    {
        var all = new TileRectangle(0, 0, activity.Columns, activity.Rows);
        if (box.IsEmpty)
            return box;
        box = With(box with { Left = box.Left - 1 }, box with { Left = box.Left - 1, Right = box.Left });
        box = With(box with { Right = box.Right + 1 }, box with { Left = box.Right, Right = box.Right + 1 });
        box = With(box with { Top = box.Top - 1 }, box with { Top = box.Top - 1, Bottom = box.Top });
        return With(box with { Bottom = box.Bottom + 1 }, box with { Top = box.Bottom, Bottom = box.Bottom + 1 });

        TileRectangle With(TileRectangle wider, TileRectangle line) =>
            line.Intersect(all) == line && Holds(line, MinBusyPercent, activity.IsBusy) ? wider : box;
    }
}
