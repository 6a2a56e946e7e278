using Scanout.Codecs.Recording;

namespace Scanout.Pipeline.Recordings;

/// <summary>A stretch of which a recording can't tell what was shown.</summary>
/// <param name="From">When it began, on the recording's clock.</param>
/// <param name="To">When it ended.</param>
/// <param name="Why">What kept it from being recorded.</param>
/// <param name="PictureCount">Pictures that were left out, as far as that is known.</param>
/// <param name="Sentence">The same for people.</param>
public sealed record RecordedGap(TimeSpan From, TimeSpan To, GapReason Why, long PictureCount, string Sentence);
