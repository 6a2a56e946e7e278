using Scanout.Actors.Displays;

namespace Scanout.Actors;

/// <summary>How often supervised actors failed and were restarted since the program began.</summary>
public static class ActorRestarts
{
    static long captures;
    static long displays;
    static long recorders;
    static long screens;

    /// <summary>Actors of displays whose capture broke.</summary>
    public static long Captures => Volatile.Read(ref captures);

    /// <summary>Actors of displays that failed themselves.</summary>
    public static long Displays => Volatile.Read(ref displays);

    public static long Recorders => Volatile.Read(ref recorders);

    public static long Screens => Volatile.Read(ref screens);

    internal static void CountDisplay(Exception fault)
    {
        if (fault is CaptureFailedException)
            Interlocked.Increment(ref captures);
        else
            Interlocked.Increment(ref displays);
    }

    internal static void CountRecorder() => Interlocked.Increment(ref recorders);

    internal static void CountScreen() => Interlocked.Increment(ref screens);
}
