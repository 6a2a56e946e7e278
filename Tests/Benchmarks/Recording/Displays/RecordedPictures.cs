using System.Diagnostics.Metrics;

namespace Scanout.Benchmarks.Recording.Displays;

/// <summary>
/// Knows when a recorder has recorded a picture and has come to rest after it: by what it counts, and by the timer that it sets when there is nothing
/// left to do.
/// </summary>
sealed class RecordedPictures : IDisposable
{
    readonly object gate = new();
    readonly MeterListener listener = new();
    readonly string display;
    bool hasRecorded;
    bool hasRested;
    bool hasRestedAfterwards;

    public RecordedPictures(string display)
    {
        this.display = display;
        listener.InstrumentPublished = (instrument, asking) =>
        {
            if (instrument.Name == "scanout.recording.pictures")
                asking.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, labels, _) => Count(labels));
        listener.Start();
    }

    /// <summary>What is awaited next has not happened yet.</summary>
    public void Expect()
    {
        lock (gate)
            hasRecorded = hasRested = hasRestedAfterwards = false;
    }

    public void StepEnded()
    {
        lock (gate)
        {
            hasRested = true;
            hasRestedAfterwards |= hasRecorded;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits until a picture has been recorded and the recorder rests; false where it is not by then.</summary>
    public bool AwaitPicture(TimeSpan patience) => Await(() => hasRestedAfterwards, patience);

    /// <summary>Waits until the recorder rests; false where it does not by then.</summary>
    public bool AwaitStep(TimeSpan patience) => Await(() => hasRested, patience);

    public void Dispose() => listener.Dispose();

    void Count(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        foreach (var (name, value) in labels)
            if (name == "display" && value as string == display)
                lock (gate)
                    hasRecorded = true;
    }

    bool Await(Func<bool> isReached, TimeSpan patience)
    {
        lock (gate)
        {
            while (!isReached())
                if (!Monitor.Wait(gate, patience))
                    return false;
            return true;
        }
    }
}
