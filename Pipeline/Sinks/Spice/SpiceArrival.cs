namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>A connection of a viewer that is at the door.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Link">By what it has come.</param>
/// <param name="Admitted">Who it is, where that is known already.</param>
public sealed record SpiceArrival(string Address, ViewerLink Link, ViewerIdentity? Admitted);
