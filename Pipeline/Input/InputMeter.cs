using System.Diagnostics.Metrics;

namespace Scanout.Pipeline.Input;

/// <summary>What is counted of one display's input.</summary>
sealed class InputMeter
{
    static readonly Counter<long> Events = PipelineMeter.Meter.CreateCounter<long>(
        "scanout.input.events", null, "Keys, buttons, pointer moves and power actions that a VM took.");

    static readonly Counter<long> Lost = PipelineMeter.Meter.CreateCounter<long>(
        "scanout.input.lost", null, "Keys and buttons that a VM did not get: unknown, refused, or for want of room.");

    static readonly string[] Reasons = ["unknown", "refused", "overflow"];

    readonly KeyValuePair<string, object?> displayLabel;

    /// <summary>Each is told of from the beginning, as none so far.</summary>
    public InputMeter(string display)
    {
        displayLabel = new("display", display);
        Events.Add(0, displayLabel);
        foreach (var reason in Reasons)
            Lost.Add(0, displayLabel, new KeyValuePair<string, object?>("reason", reason));
    }

    public void Sent() => Events.Add(1, displayLabel);

    /// <param name="reason"><c>unknown</c>, <c>refused</c>, <c>overflow</c>.</param>
    public void LeftOut(string reason) => Lost.Add(1, displayLabel, new KeyValuePair<string, object?>("reason", reason));
}
