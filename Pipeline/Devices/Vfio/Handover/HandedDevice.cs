using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio.Handover;

/// <summary>
/// A device that was handed over: the descriptor that came, kept so that its display can be opened again and again. Owned by the listener;
/// any thread.
/// </summary>
/// <param name="request">What was said of it.</param>
/// <param name="device">Taken over.</param>
/// <param name="process">What it lives as long as, taken over; null where that is the connection.</param>
sealed class HandedDevice(HandoverRequest request, DeviceFd device, PidFd? process) : IDisposable
{
    string? endReason;

    internal HandoverRequest Request => request;

    internal bool IsOfProcess => process is not null;

    internal bool Is(Func<DeviceFd, bool> kind) => kind(device);

    /// <summary>Null while it may be held; then, for good, one sentence why not.</summary>
    internal string? FindEnd()
    {
        if (Volatile.Read(ref endReason) is { } reason)
            return reason;
        try
        {
            if (process is { HasEnded: true })
                End($"process {request.Pid} has ended");
        }
        catch (ObjectDisposedException)
        {
            // It was ended meanwhile.
        }
        return Volatile.Read(ref endReason);
    }

    /// <summary>From now on it must be let go.</summary>
    internal void End(string reason) => Interlocked.CompareExchange(ref endReason, reason, null);

    /// <summary>A duplicate that the caller owns.</summary>
    /// <exception cref="DeviceException">It is there no more, or no descriptor is to be had.</exception>
    internal VfioHandle Open()
    {
        try
        {
            var duplicate = new DeviceFd(Libc.Fcntl(device, Libc.F_DUPFD_CLOEXEC, 0));
            if (!duplicate.IsInvalid)
                return new(duplicate, new HandedLife(this));
            var exception = SystemError.Exception("the device can't be held once more");
            duplicate.Dispose();
            throw exception;
        }
        catch (ObjectDisposedException)
        {
            throw new DeviceException(FindEnd()!);
        }
    }

    public void Dispose()
    {
        End("the handover has ended");
        device.Dispose();
        process?.Dispose();
    }
}
