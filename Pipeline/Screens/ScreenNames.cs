namespace Scanout.Pipeline.Screens;

/// <summary>The states as the API, metrics and the log call them.</summary>
public static class ScreenNames
{
    /// <summary>Every state, in the order in which metrics list them.</summary>
    public static IReadOnlyList<ScreenState> All { get; } = Enum.GetValues<ScreenState>();

    public static string Of(ScreenState state) => state switch
    {
        ScreenState.Lively => "lively",
        ScreenState.Still => "still",
        ScreenState.Black => "black",
        ScreenState.Frozen => "frozen",
        ScreenState.NoSignal => "nosignal",
        _ => "text",
    };
}
