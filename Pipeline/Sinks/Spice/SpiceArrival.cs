namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>A connection that is at the door.</summary>
/// <param name="Address">Where it comes from.</param>
/// <param name="Link">By what.</param>
/// <param name="Admitted">Who it is, where that was shown on the way here; null where the ticket is to show it.</param>
public sealed record SpiceArrival(string Address, ViewerLink Link, ViewerIdentity? Admitted = null)
{
    /// <summary>
    /// When its link stage began, as the display's clock counts (<see cref="TimeProvider.GetTimestamp"/>): what was spent on TLS on the way
    /// here is part of it. Null where it begins here.
    /// </summary>
    public long? Began { get; init; }
}
