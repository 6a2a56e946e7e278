namespace Scanout.Actors;

/// <summary>How often supervised actors failed and were restarted since the program began.</summary>
public static class ActorRestarts
{
    static long displays;
    static long recorders;
    static long screens;

    public static long Displays => Volatile.Read(ref displays);

    public static long Recorders => Volatile.Read(ref recorders);

    public static long Screens => Volatile.Read(ref screens);

    internal static void CountDisplay() => Interlocked.Increment(ref displays);

    internal static void CountRecorder() => Interlocked.Increment(ref recorders);

    internal static void CountScreen() => Interlocked.Increment(ref screens);
}
