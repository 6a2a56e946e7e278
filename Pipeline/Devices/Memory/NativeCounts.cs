namespace Scanout.Pipeline.Devices.Memory;

/// <summary>
/// What this process holds of devices outside the managed heap: the metrics <c>scanout_device_fds</c> and <c>scanout_native_bytes</c>, and
/// what a test compares before and after. Any thread.
/// </summary>
public static class NativeCounts
{
    static long deviceFds;
    static long nativeBytes;

    /// <summary>File descriptors of devices and of their scratch memory that are open.</summary>
    public static long DeviceFds => Interlocked.Read(ref deviceFds);

    /// <summary>Bytes mapped for devices: their memory as far as it is mapped, and what it is copied into.</summary>
    public static long NativeBytes => Interlocked.Read(ref nativeBytes);

    internal static void AddFds(int count) => Interlocked.Add(ref deviceFds, count);

    internal static void AddBytes(long count) => Interlocked.Add(ref nativeBytes, count);
}
