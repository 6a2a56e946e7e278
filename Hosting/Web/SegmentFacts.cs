namespace Scanout.Hosting.Web;

/// <summary>What a segment's file tells of itself.</summary>
/// <param name="Display">The display's name.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">The last moment that it tells of; null where that is not known.</param>
/// <param name="State"><c>recording</c>, <c>complete</c>, <c>torn</c>.</param>
sealed record SegmentFacts(string Display, DateTimeOffset Start, DateTimeOffset? End, string State);
