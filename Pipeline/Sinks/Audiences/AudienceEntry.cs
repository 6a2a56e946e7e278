namespace Scanout.Pipeline.Sinks.Audiences;

/// <summary>Who asks to be let in to a display.</summary>
/// <param name="Number">The viewer's, the same in the log and in the API.</param>
/// <param name="Protocol"><c>vnc</c>, <c>spice</c>.</param>
/// <param name="Address">Where he is.</param>
/// <param name="Identity">Who he is.</param>
/// <param name="IsShared">Others may watch too. Protocols that don't ask say so.</param>
public sealed record AudienceEntry(long Number, string Protocol, string Address, ViewerIdentity Identity, bool IsShared)
{
    /// <summary>Whether he is to control where he may, without being given it.</summary>
    public bool WantsControl { get; init; } = true;
}
