namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>A viewer that is at the door.</summary>
/// <param name="Display">What it wants to see.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Link">By what it has come.</param>
/// <param name="Admitted">Who it is, where it has shown a token on its way here.</param>
sealed record RfbArrival(string Display, string Address, ViewerLink Link, ViewerIdentity? Admitted);
