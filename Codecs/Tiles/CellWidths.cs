namespace Scanout.Codecs.Tiles;

/// <summary>How many bytes of a line belong to one cell, as a constant of the compiled kernel.</summary>
public interface ICellWidth
{
    static abstract int Bytes { get; }
}

/// <summary>16 pixels of two bytes.</summary>
public readonly struct CellOfPairs : ICellWidth
{
    public static int Bytes => 32;
}

/// <summary>16 pixels of three bytes.</summary>
public readonly struct CellOfTriples : ICellWidth
{
    public static int Bytes => 48;
}

/// <summary>16 pixels of four bytes.</summary>
public readonly struct CellOfQuads : ICellWidth
{
    public static int Bytes => 64;
}

/// <summary>16 rows of one column of a Y tile: 256 bytes in memory, whichever the format, and all of one cell.</summary>
public readonly struct HalfColumn : ICellWidth
{
    public static int Bytes => 256;
}
