using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Recordings.Store;

/// <summary>
/// A segment can't be made or written. What was written before is there, and nothing else; the message is one sentence for the display's
/// state.
/// </summary>
public sealed class RecordingStoppedException : Exception
{
    public RecordingStoppedException() { }
    public RecordingStoppedException(string message) : base(message) { }
    public RecordingStoppedException(string message, Exception innerException) : base(message, innerException) { }

    public StopReason Why { get; init; } = StopReason.Failed;

    internal static RecordingStoppedException Of(StopReason why, string path, string cause) =>
        new($"{path} can't be written: {cause}") { Why = why };

    internal static RecordingStoppedException OfErrno(string path, int errno) => Of(
        errno switch
        {
            Libc.ENOSPC or Libc.EDQUOT => StopReason.NoRoom,
            Libc.EIO or Libc.ENOENT or Libc.ESTALE or Libc.ENODEV or Libc.ENXIO => StopReason.Gone,
            _ => StopReason.Failed,
        },
        path, SystemError.Text(errno));
}
