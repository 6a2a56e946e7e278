namespace Scanout.Pipeline.Sinks;

/// <summary>When one update was made and passed on. Encoding and writing take turns where it is large: only their sums are kept.</summary>
/// <param name="Began">A timestamp.</param>
/// <param name="Ended">When the transport had taken the last of it.</param>
/// <param name="Writing">How long the transport took, of the time between.</param>
readonly record struct UpdateTimes(long Began, long Ended, TimeSpan Writing);
