using System.Text;

namespace Scanout.Benchmarks;

/// <summary>A table as Markdown has it, its columns aligned so that it can be read in a terminal too.</summary>
sealed class MarkdownTable(params string[] heads)
{
    readonly List<string[]> rows = [];

    public void Add(params string[] cells) => rows.Add(cells);

    public override string ToString()
    {
        var widths = heads.Select((head, column) => rows.Select(row => row[column].Length).Append(head.Length).Max()).ToArray();
        var text = new StringBuilder();
        Append(heads);
        Append([.. widths.Select(width => new string('-', width))]);
        rows.ForEach(Append);
        return text.ToString();

        void Append(string[] cells) =>
            text.Append("| ").AppendJoin(" | ", cells.Select((cell, column) => cell.PadRight(widths[column]))).Append(" |\n");
    }
}
