namespace Scanout.Hosting.Cli.Top;

/// <summary>What is shown of two samples.</summary>
/// <param name="Rows">The displays.</param>
/// <param name="Cores">Processor time that the service took, in cores.</param>
/// <param name="MemoryBytes">Its resident memory.</param>
/// <param name="Recorded">Displays that are being recorded.</param>
/// <param name="StoredBytes">What all recordings have on the disk.</param>
sealed record TopView(IReadOnlyList<TopRow> Rows, double Cores, double MemoryBytes, int Recorded, double StoredBytes)
{
    public static TopView Of(TopSample before, TopSample now, TopOrder order)
    {
        const string Cpu = "process_cpu_seconds_total";
        var seconds = (now.Taken - before.Taken).TotalSeconds;
        return new TopView(
            Sorted(now.Displays.Select(display => TopRow.Of(display, before, now)), order),
            seconds > 0 ? Math.Max(0, now.Sum(Cpu) - before.Sum(Cpu)) / seconds : 0, now.Sum("process_resident_memory_bytes"),
            now.Displays.Count(display => display.Recording), now.Sum("scanout_recording_stored_bytes"));
    }

    static IReadOnlyList<TopRow> Sorted(IEnumerable<TopRow> rows, TopOrder order)
    {
        var byName = rows.OrderBy(row => row.Display.Name, StringComparer.Ordinal);
        return order switch
        {
            TopOrder.State => [.. byName.OrderBy(row => row.Display.State, StringComparer.Ordinal)],
            TopOrder.Rate => [.. byName.OrderByDescending(row => row.FramesPerSecond)],
            TopOrder.Frames => [.. byName.OrderByDescending(row => row.Display.Frames)],
            TopOrder.Viewers => [.. byName.OrderByDescending(row => row.Display.Viewers)],
            TopOrder.Bytes => [.. byName.OrderByDescending(row => row.AllBytesPerSecond)],
            TopOrder.Latency => [.. byName.OrderByDescending(row => row.Slowest ?? TimeSpan.Zero)],
            _ => [.. byName],
        };
    }
}
