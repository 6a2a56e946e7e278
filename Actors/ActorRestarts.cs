namespace Scanout.Actors;

/// <summary>How often supervised actors failed and were restarted since the program began.</summary>
public static class ActorRestarts
{
    static long displays;

    public static long Displays => Volatile.Read(ref displays);

    internal static void CountDisplay() => Interlocked.Increment(ref displays);
}
