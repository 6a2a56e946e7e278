using System.Globalization;
using Scanout.Hosting.Web.Recordings;
using Scanout.Pipeline.Sinks.Access;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Scanout.Hosting.Cli.Top;

/// <summary>A view as it is drawn. What a display is called by others is text, for a terminal to show and not to obey.</summary>
static class TopTable
{
    static readonly string[] Headings = ["name", "state", "size", "fps", "frames", "viewers", "bytes/s", "p50", "p99", "recording"];

    /// <param name="view">What is shown.</param>
    /// <param name="order">What it is sorted by.</param>
    /// <param name="mostRows">As many as there is room for.</param>
    public static IRenderable Of(TopView view, TopOrder order, int mostRows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in Headings)
            table.AddColumn(new TableColumn(heading == HeadingOf(order) ? $"[bold underline]{heading}[/]" : heading)
            {
                NoWrap = true, Alignment = heading is "fps" or "frames" or "viewers" or "p50" or "p99" ? Justify.Right : Justify.Left,
            });
        foreach (var row in view.Rows.Take(mostRows))
            table.AddRow([.. CellsOf(row).Select(cell => Markup.Escape(cell))]);
        var hidden = view.Rows.Count - mostRows;
        return new Rows(new Text(SummaryOf(view)), table, new Text(hidden > 0 ? $"and {hidden} more" : ""));
    }

    static string SummaryOf(TopView view) => Told(
        $"{view.Rows.Count} displays, {view.Rows.Sum(row => row.Display.Viewers)} viewers, {BytesOf(view.Rows.Sum(row => row.AllBytesPerSecond))}/s; ")
        + Told($"{view.Cores * 100:0} % of a core, {BytesOf(view.MemoryBytes)} of memory; {view.Recorded} recorded, {BytesOf(view.StoredBytes)} of recordings");

    static IEnumerable<string> CellsOf(TopRow row)
    {
        var display = row.Display;
        return
        [
            PeerText.Of(display.Name), PeerText.Of(display.State), display.Width == 0 ? "" : $"{display.Width}×{display.Height}",
            Told($"{row.FramesPerSecond:0.0}"), $"{display.Frames}", $"{display.Viewers}",
            string.Join(' ', row.BytesPerSecond.Select(sink => $"{PeerText.Of(sink.Sink)} {BytesOf(sink.BytesPerSecond)}")),
            TimeOf(row.Median), TimeOf(row.Slowest), RecordingOf(display.Recorder),
        ];
    }

    static string RecordingOf(RecorderRecord? recorder) =>
        recorder is null ? "" : recorder.File is null ? recorder.State : $"{recorder.State} {BytesOf(recorder.Bytes)}";

    static string TimeOf(TimeSpan? time) => time is { } known ? Told($"{known.TotalMilliseconds:0.0} ms") : "";

    static string BytesOf(double bytes) => bytes switch
    {
        < 1000 => Told($"{bytes:0} B"),
        < 1e6 => Told($"{bytes / 1e3:0.0} kB"),
        < 1e9 => Told($"{bytes / 1e6:0.0} MB"),
        _ => Told($"{bytes / 1e9:0.0} GB"),
    };

    static string HeadingOf(TopOrder order) => order switch
    {
        TopOrder.Rate => "fps", TopOrder.Bytes => "bytes/s", TopOrder.Latency => "p99",
        TopOrder.State => "state", TopOrder.Frames => "frames", TopOrder.Viewers => "viewers",
        _ => "name",
    };

    static string Told(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
