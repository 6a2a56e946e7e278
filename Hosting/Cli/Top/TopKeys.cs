namespace Scanout.Hosting.Cli.Top;

/// <summary>The keys that sort, and that end.</summary>
static class TopKeys
{
    public const string Legend = "sort by n name, s state, f fps, t frames, v viewers, b bytes, l latency; q ends";

    /// <summary>Null where the key sorts nothing.</summary>
    public static TopOrder? OrderOf(char key) => char.ToLowerInvariant(key) switch
    {
        'n' => TopOrder.Name, 's' => TopOrder.State, 'f' => TopOrder.Rate, 't' => TopOrder.Frames, 'v' => TopOrder.Viewers, 'b' => TopOrder.Bytes,
        'l' => TopOrder.Latency,
        _ => null,
    };

    public static bool IsEnd(char key) => key is 'q' or 'Q';
}
