using System.Globalization;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// Watches for devices that come and go: on one thread of its own it asks the finders four times a second, and at once when the kernel
/// tells of a device. The period is what the promise to let go within a second stands on: kernels up to 6.1 tell of a removal only when it
/// is over, and it is not over before everybody has let go.
/// </summary>
public sealed class VfioWatch : IDisposable
{
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    readonly IReadOnlyList<IDeviceFinder> finders;
    readonly TimeProvider time;
    readonly Action<VfioChange> onChange;
    readonly Dictionary<string, (FoundDevice Device, string Name)> known = new(StringComparer.Ordinal);
    readonly IReadOnlyList<FoundDevice>[] lastFound;
    readonly Lock gate = new();
    readonly DeviceFd wake;
    readonly Thread thread;
    string? lastFault;
    volatile bool isStopping;

    /// <param name="finders">Where two find the device of one address, the earlier one counts.</param>
    /// <param name="time">The clock of the period.</param>
    /// <param name="onChange">Called on the watch's thread, and none after <see cref="Dispose"/>; it must not throw.</param>
    /// <exception cref="DeviceException">The system has no descriptor left.</exception>
    public VfioWatch(IReadOnlyList<IDeviceFinder> finders, TimeProvider time, Action<VfioChange> onChange)
    {
        (this.finders, this.time, this.onChange) = (finders, time, onChange);
        lastFound = [.. finders.Select(_ => Array.Empty<FoundDevice>())];
        wake = new DeviceFd(Libc.Eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK));
        if (wake.IsInvalid)
            throw SystemError.Exception("the search for vGPUs can't begin");
        thread = new Thread(Run) { Name = "vfio watch", IsBackground = true };
    }

    /// <summary>Tells what is there now, and from then on what changes, on a thread of its own.</summary>
    public void Start()
    {
        Turn();
        thread.Start();
    }

    /// <summary>Has it looked before the period is over: something was learnt elsewhere that a finder will see. Any thread.</summary>
    public unsafe void LookSoon()
    {
        var one = 1L;
        lock (gate)
            if (!wake.IsClosed)
                Libc.Write(wake, &one, sizeof(long));
    }

    public void Dispose()
    {
        isStopping = true;
        LookSoon();
        if (thread.IsAlive)
            thread.Join();
        lock (gate)
            wake.Dispose();
    }

    /// <summary>Looks once and tells what has changed: first what is gone, so that a name or a device that moves is free.</summary>
    internal void Turn()
    {
        var found = Find();
        foreach (var (key, (device, name)) in known.Where(entry => !found.ContainsKey(entry.Key)).ToList())
        {
            known.Remove(key);
            onChange(new VfioChange.Vanished(name, ReasonOf(device, found.Values)));
        }
        foreach (var (key, device) in found)
        {
            if (known.ContainsKey(key))
                continue;
            var name = FreeName(device.Name);
            known[key] = (device, name);
            onChange(new VfioChange.Appeared(name, device.Opening));
        }
    }

    static string ReasonOf(FoundDevice gone, IEnumerable<FoundDevice> found) =>
        gone.Address is not null && found.FirstOrDefault(device => device.Address == gone.Address) is { } now
            ? now.Opening.Description == gone.Opening.Description
                ? $"{gone.Opening.Description} was plugged anew"
                : $"{gone.Opening.Description} is had in another way now: {now.Opening.Description}"
            : $"{gone.Opening.Description} is gone";

    OrderedDictionary<string, FoundDevice> Find()
    {
        var found = new OrderedDictionary<string, FoundDevice>(StringComparer.Ordinal);
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < finders.Count; index++)
            foreach (var device in lastFound[index] = Ask(index))
                if (device.Address is null || addresses.Add(device.Address))
                    found.TryAdd(device.Key, device);
        return found;
    }

    /// <summary>That one finder can't look just now takes nothing away.</summary>
    IReadOnlyList<FoundDevice> Ask(int index)
    {
        try
        {
            return finders[index].Find();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return lastFound[index];
        }
    }

    string FreeName(string wished)
    {
        var name = wished;
        for (var number = 2; known.Values.Any(other => other.Name == name); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{wished}-{number}");
        return name;
    }

    void Run()
    {
        var uevents = UeventSocket.TryOpen();
        var turned = time.GetTimestamp();
        while (true)
        {
            var isWoken = Wait(uevents, Period - time.GetElapsedTime(turned));
            if (isStopping)
                break;
            isWoken |= uevents?.Take() == true;
            if (uevents is { IsBroken: true })
            {
                // It would be ready to be read forever. The period does without it.
                uevents.Dispose();
                uevents = null;
            }
            if (!isWoken && time.GetElapsedTime(turned) < Period)
                continue;
            turned = time.GetTimestamp();
            TurnSafely();
        }
        uevents?.Dispose();
    }

    /// <summary>The root of the watch's thread: a fault of ours in one turn is told once, and the next turn goes on.</summary>
    void TurnSafely()
    {
        try
        {
            Turn();
            lastFault = null;
        }
        catch (Exception fault)
        {
            if (lastFault != fault.Message)
                onChange(new VfioChange.Failed(lastFault = fault.Message));
        }
    }

    /// <summary>Waits for an event, for <see cref="LookSoon"/>, or so long.</summary>
    /// <returns>Whether it was <see cref="LookSoon"/>.</returns>
    unsafe bool Wait(UeventSocket? uevents, TimeSpan atMost)
    {
        var polled = stackalloc Libc.PollFd[2];
        polled[0] = new() { Fd = (int)wake.DangerousGetHandle(), Events = Libc.POLLIN };
        polled[1] = new() { Fd = uevents is null ? -1 : (int)uevents.Fd.DangerousGetHandle(), Events = Libc.POLLIN };
        Libc.Poll(polled, 2, Math.Max(0, (int)Math.Ceiling(atMost.TotalMilliseconds)));
        var count = 0L;
        return Libc.Read(wake, &count, sizeof(long)) == sizeof(long);
    }
}
