namespace Scanout.Hosting;

/// <summary>The version of this program.</summary>
static class ProgramVersion
{
    /// <summary>As people are told: <c>1.2.3</c>.</summary>
    public static string Text { get; } = typeof(ProgramVersion).Assembly.GetName().Version!.ToString(3);
}
