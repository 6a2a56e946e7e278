namespace Scanout.Benchmarks.Recording;

/// <summary>What was to be reached, and whether it was.</summary>
sealed class GoalTable
{
    readonly MarkdownTable table = new("goal", "measured", "bound", "");

    public void Add(string goal, string measured, string bound, bool isReached) =>
        table.Add(goal, measured, bound, isReached ? "reached" : "missed");

    public override string ToString() => table.ToString();
}
