using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>How a piece of an update comes to its bytes.</summary>
enum RfbPieceKind
{
    /// <summary>From one tile, as for every viewer.</summary>
    Tile,

    /// <summary>From tiles side by side, with loss, as for every viewer of that quality.</summary>
    Jpeg,

    /// <summary>From pixels that are put together for this viewer alone: a drawn cursor, black beside the picture.</summary>
    Composed,
}

/// <summary>One rectangle of pixels of an update.</summary>
/// <param name="Kind">How it comes to its bytes.</param>
/// <param name="Index">The tile, or the leftmost one, row by row.</param>
/// <param name="Area">In pixels of the desktop.</param>
readonly record struct RfbPiece(RfbPieceKind Kind, int Index, PixelRectangle Area);
