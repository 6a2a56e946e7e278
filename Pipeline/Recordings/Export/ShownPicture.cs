namespace Scanout.Pipeline.Recordings.Export;

/// <summary>A picture as it is exported.</summary>
/// <param name="Bgrx">Rows without gaps; valid until the next picture is asked for.</param>
/// <param name="From">Since when it is shown, from the video's beginning.</param>
/// <param name="To">Until when.</param>
/// <param name="IsLast">Whether the video ends with it.</param>
readonly record struct ShownPicture(ReadOnlyMemory<byte> Bgrx, TimeSpan From, TimeSpan To, bool IsLast);
