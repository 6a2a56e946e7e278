namespace Scanout.Pipeline.Recordings.Export;

/// <summary>Adds up what an export has done.</summary>
sealed class CountedProgress(IProgress<ExportProgress>? progress, TimeSpan whole)
{
    TimeSpan done;

    public long Pictures { get; private set; }

    /// <summary>One more picture, which was shown that long.</summary>
    public void Count(TimeSpan shown)
    {
        done += shown;
        Pictures++;
        progress?.Report(new ExportProgress(done < whole ? done : whole, whole, Pictures));
    }
}
