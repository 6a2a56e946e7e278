namespace Scanout.Pipeline.Screens;

/// <summary>What makes a screen black, frozen, lively or a text console: <c>scanout.screen</c>.</summary>
public sealed record ScreenSettings
{
    /// <summary>A state is told once it has held for so long; so no two edges are nearer to each other.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A pixel none of whose channels is above this is dark.</summary>
    public int BlackLevel { get; init; } = 16;

    /// <summary>Pixels of ten thousand that may be lit on a black screen.</summary>
    public int BlackLit { get; init; } = 2;

    /// <summary>So many changes within <see cref="LivelyWithin"/> are lively.</summary>
    public int LivelyChanges { get; init; } = 5;

    public TimeSpan LivelyWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Without any change, after having been lively until the last one.</summary>
    public TimeSpan FrozenAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Colours that a text console has at most.</summary>
    public int TextColours { get; init; } = 16;

    /// <summary>Of a hundred cells of 8×16 pixels, those that are to have one or two colours, where the picture's size does not tell.</summary>
    public int TextCells { get; init; } = 98;
}
