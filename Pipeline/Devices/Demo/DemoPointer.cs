using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices.Demo;

/// <summary>The arrow that demo displays have for a cursor.</summary>
static class DemoPointer
{
    static readonly string[] Shape =
    [
        "X           ", "XX          ", "X.X         ", "X..X        ", "X...X       ", "X....X      ", "X.....X     ", "X......X    ",
        "X.......X   ", "X........X  ", "X.....XXXXX ", "X..X..X     ", "X.X X..X    ", "XX  X..X    ", "X    X..X   ", "     X..X   ", "      XX    ",
    ];

    public static CursorImage Image { get; } = new(Shape[0].Length, Shape.Length, 0, 0, [.. Shape.SelectMany(row => row.SelectMany(Pixel))]);

    static byte[] Pixel(char mark) => mark switch
    {
        'X' => [0x10, 0x10, 0x10, 0xFF],
        '.' => [0xFF, 0xFF, 0xFF, 0xFF],
        _ => [0, 0, 0, 0],
    };
}
