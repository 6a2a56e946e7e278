using Scanout.Pipeline.Devices.Replay;

namespace Scanout.Hosting.Playbacks;

/// <summary>A recording that is played as a display.</summary>
/// <param name="name">The display's that shows it.</param>
/// <param name="source">What is played: a file, or the display whose past it is.</param>
/// <param name="playback">Where it stands.</param>
/// <param name="isLasting">Whether it stays for as long as the service runs.</param>
/// <param name="lastUse">A timestamp.</param>
sealed class PlayedRecording(string name, string source, Playback playback, bool isLasting, long lastUse)
{
    long lastUse = lastUse;

    public string Name => name;

    public string Source => source;

    public Playback Playback => playback;

    public bool IsLasting => isLasting;

    /// <summary>When somebody last watched or controlled it.</summary>
    public long LastUse
    {
        get => Volatile.Read(ref lastUse);
        set => Volatile.Write(ref lastUse, value);
    }
}
