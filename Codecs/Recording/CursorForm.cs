namespace Scanout.Codecs.Recording;

/// <summary>How a cursor record tells the cursor.</summary>
enum CursorForm
{
    Hidden = 0,
    NewShape = 1,
    KnownShape = 2,
}
