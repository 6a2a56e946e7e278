namespace Scanout.Hosting.Reload;

/// <summary>The keys that may change while the service runs, without a viewer being dropped. All others need a restart.</summary>
static class LiveKeys
{
    const string AnyName = "*";

    static readonly string[][] Always =
    [
        ["akka", "loglevel"], ["scanout", "capture", "rate"], ["scanout", "capture", "idle-interval"], ["scanout", "discovery", "demo"],
        ["scanout", "discovery", "regions"], ["scanout", "web", "roles"], ["scanout", "screen", AnyName], ["scanout", "screen", AnyName, AnyName],
    ];

    static readonly string[][] WhileRecording = [["scanout", "recording", "policy"], ["scanout", "displays", AnyName, "record"]];

    /// <param name="path">The key's names, from the top.</param>
    /// <param name="isRecording">Whether there is a directory to record to: without one no policy can come into force.</param>
    public static bool Include(IReadOnlyList<string> path, bool isRecording) =>
        Always.Any(key => Fits(key, path)) || (isRecording && WhileRecording.Any(key => Fits(key, path)));

    static bool Fits(string[] key, IReadOnlyList<string> path) =>
        key.Length == path.Count && key.Zip(path).All(pair => pair.First == AnyName || pair.First == pair.Second);
}
