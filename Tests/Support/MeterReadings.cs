using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Numerics;
using Scanout.Pipeline;

namespace Scanout.Tests.Support;

/// <summary>What the pipeline's instruments have told since it was made, as lines such as <c>scanout.viewers{display=vm}</c>.</summary>
sealed class MeterReadings : IDisposable
{
    readonly ConcurrentDictionary<string, double> readings = new(StringComparer.Ordinal);
    readonly MeterListener listener = new();

    public MeterReadings()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == PipelineMeter.Name)
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>(Take);
        listener.SetMeasurementEventCallback<long>(Take);
        listener.SetMeasurementEventCallback<double>(Take);
        listener.Start();
    }

    /// <summary>The sum of what a counter has told, or a gauge's newest value; null where it has told nothing.</summary>
    public double? this[string reading] => readings.TryGetValue(reading, out var value) ? value : null;

    /// <summary>Asks the gauges.</summary>
    public void Scrape() => listener.RecordObservableInstruments();

    public void Dispose() => listener.Dispose();

    void Take<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> labels, object? state) where T : INumber<T>
    {
        var names = string.Join(',', labels.ToArray().Select(label => $"{label.Key}={label.Value}"));
        var (number, key) = (double.CreateChecked(value), names.Length == 0 ? instrument.Name : $"{instrument.Name}{{{names}}}");
        readings.AddOrUpdate(key, number, (_, before) => instrument.IsObservable ? number : before + number);
    }
}
