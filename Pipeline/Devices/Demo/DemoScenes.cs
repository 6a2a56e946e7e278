namespace Scanout.Pipeline.Devices.Demo;

/// <summary>The scenes that there are, by name.</summary>
public static class DemoScenes
{
    /// <summary>The one that is shown where none is named.</summary>
    public const string Default = "desktop";

    public static IReadOnlyList<string> Names { get; } = [Default, "text", "video", "idle", "bars"];

    internal static DemoScene Create(string name, DemoCanvas canvas, string label, DateTimeOffset start) => name switch
    {
        Default => new DesktopScene(canvas, label, start),
        "text" => new TextScene(canvas, label),
        "video" => new VideoScene(canvas),
        "idle" => new IdleScene(canvas, label),
        "bars" => new BarsScene(canvas),
        _ => throw new ArgumentException($"there is no scene '{name}'", nameof(name)),
    };
}
