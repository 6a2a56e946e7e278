namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>What spice-gtk's library knows of its session.</summary>
/// <param name="Events">What became of each channel, as <c>TYPE EVENT</c>: 1 main, 2 display, 3 inputs, 4 cursor.</param>
/// <param name="Width">Of the surface; 0 where there is none.</param>
/// <param name="Height">Likewise.</param>
/// <param name="Mark">Whether it may be shown.</param>
/// <param name="Creates">How many surfaces there have been.</param>
/// <param name="Monitors">Each one's place and size.</param>
/// <param name="Cursor">Width, height and hot spot of the shape; null where it has none.</param>
/// <param name="CursorVisible">Whether it is shown.</param>
/// <param name="CursorX">Where the server moved it to last.</param>
/// <param name="CursorY">Likewise.</param>
/// <param name="CursorSets">How many shapes have come.</param>
/// <param name="MouseMode">1 relative, 2 absolute.</param>
/// <param name="KeyModifiers">The lock lights: 1 scroll, 2 number, 4 capitals.</param>
/// <param name="Name">The display's.</param>
/// <param name="Error">The last one of a channel.</param>
public sealed record SpiceGtkState(
    string[] Events, int Width, int Height, bool Mark, int Creates, int[][] Monitors,
    int[]? Cursor, bool CursorVisible, int CursorX, int CursorY, int CursorSets, int MouseMode, int KeyModifiers, string Name, string Error)
{
    /// <summary>Whether the session is over.</summary>
    public bool IsOver => Events.Contains("1 closed");

    public override string ToString() =>
        $"{Width}x{Height}, marked {Mark}, events {string.Join(", ", Events)}, mouse {MouseMode}, cursor {CursorVisible}, {Error}";
}
