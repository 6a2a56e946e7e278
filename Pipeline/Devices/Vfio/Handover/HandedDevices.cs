namespace Scanout.Pipeline.Devices.Vfio.Handover;

/// <summary>
/// The devices that were handed over and live, each under its name; tells of their coming and going. Any thread, one call at a time.
/// </summary>
sealed class HandedDevices(Action<VfioChange> onChange)
{
    internal const int Max = 1024;

    readonly Lock gate = new();
    readonly Dictionary<string, HandedDevice> devices = new(StringComparer.Ordinal);
    bool isClosed;

    /// <summary>Takes the device in, whose owner the caller stays.</summary>
    /// <returns>Null, or one sentence why not.</returns>
    internal string? Add(HandedDevice device)
    {
        var name = device.Request.Name;
        lock (gate)
        {
            if (isClosed)
                return "the service is ending";
            // One whose process has ended, which is about to be noticed, makes room for the VM that was started anew.
            if (devices.TryGetValue(name, out var other))
            {
                if (other.FindEnd() is not { } reason)
                    return $"a device of the name {name} was handed over already";
                Vanish(name, reason);
            }
            if (devices.Count == Max)
                return $"there are {Max} devices already";
            devices.Add(name, device);
            onChange(new VfioChange.Appeared(name, new HandedOpening(device)));
            return null;
        }
    }

    /// <summary>Ends it, and tells so unless that was told already.</summary>
    internal void Remove(HandedDevice device, string reason)
    {
        device.End(reason);
        lock (gate)
            if (devices.TryGetValue(device.Request.Name, out var known) && known == device)
                Vanish(device.Request.Name, reason);
    }

    /// <summary>Nothing is told any more.</summary>
    internal void Close()
    {
        lock (gate)
            isClosed = true;
    }

    void Vanish(string name, string reason)
    {
        devices.Remove(name);
        if (!isClosed)
            onChange(new VfioChange.Vanished(name, reason));
    }
}
