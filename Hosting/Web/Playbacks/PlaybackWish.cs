namespace Scanout.Hosting.Web.Playbacks;

/// <summary>What <c>POST /api/playbacks</c> asks for: a display's past as another display.</summary>
/// <param name="Display">The display's name.</param>
/// <param name="From">Where to begin; a minute before the end where nothing is said.</param>
public sealed record PlaybackWish(string? Display, string? From = null);
