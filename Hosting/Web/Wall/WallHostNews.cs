namespace Scanout.Hosting.Web.Wall;

/// <summary>What a page is told of another host.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Displays">Those that are new or have changed.</param>
/// <param name="Gone">Names of those that are no more.</param>
sealed record WallHostNews(string Host, IReadOnlyList<WallRemoteNews> Displays, IReadOnlyList<string>? Gone);
