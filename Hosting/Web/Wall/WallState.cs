namespace Scanout.Hosting.Web.Wall;

/// <summary>All displays at one time. Immutable.</summary>
/// <param name="Version">That of its newest entry or host, or of the last removal.</param>
/// <param name="Entries">This host's, by name.</param>
/// <param name="Hosts">The other hosts, by name.</param>
sealed record WallState(long Version, IReadOnlyDictionary<string, WallEntry> Entries, IReadOnlyDictionary<string, WallHost> Hosts);

/// <summary>A display on the board.</summary>
/// <param name="Display">What is told of it.</param>
/// <param name="Essence">What counts as a change.</param>
/// <param name="Version">When it last changed, by the board's count.</param>
sealed record WallEntry(WallDisplay Display, DisplayRecord Essence, long Version);
