using Scanout.Pipeline.Frames;

namespace Scanout.Hosting.Web.Past;

/// <summary>A picture of a display's past. Its pixels are its reader's, and stay until the next one is asked for.</summary>
/// <param name="From">When it was first shown, on the recording's clock.</param>
/// <param name="Until">When another one was; the end of what is recorded where none was yet.</param>
/// <param name="At">The wall clock at <paramref name="From"/>.</param>
/// <param name="UntilTime">The wall clock at <paramref name="Until"/>.</param>
/// <param name="WidthPixels">Its width.</param>
/// <param name="HeightPixels">Its height.</param>
/// <param name="Bgrx">Rows without gaps.</param>
/// <param name="Cursor">The cursor over it.</param>
/// <param name="IsNotice">Whether it stood in for a picture that was not to be had.</param>
sealed record PastPicture(
    TimeSpan From, TimeSpan Until, DateTimeOffset At, DateTimeOffset UntilTime, int WidthPixels, int HeightPixels, ReadOnlyMemory<byte> Bgrx,
    Cursor? Cursor, bool IsNotice);
