using Scanout.Lab.Devices;

namespace Scanout.Lab.Checks;

/// <summary>A stand-in for a VM with vGPUs: devices of the host and a process that has them.</summary>
sealed class VirtualMachine : IAsyncDisposable
{
    static int started;

    VirtualMachine(string name, string uuid, string[] devices, HolderProcess holder) =>
        (Name, Uuid, Devices, Holder) = (name, uuid, devices, holder);

    public string Name { get; }

    public string Uuid { get; }

    /// <summary>The devices' UUIDs.</summary>
    public string[] Devices { get; }

    /// <summary>Paints.</summary>
    public HolderProcess Holder { get; private set; }

    /// <summary>Starts one with devices of these types.</summary>
    public static Task<VirtualMachine> StartAsync(params string[] types) => StartAsync(user: 0, types);

    /// <summary>The same, of another user.</summary>
    public static async Task<VirtualMachine> StartAsync(int user, params string[] types)
    {
        var name = $"vm-{++started}";
        var devices = types.Select(MdevHost.Create).ToArray();
        var uuid = Guid.NewGuid().ToString();
        if (user != 0)
            foreach (var node in devices.Select(device => $"/dev/vfio/{MdevHost.GroupOf(device)}"))
                LabCalls.SetMode(node, 0x1B6);
        return new(name, uuid, devices, await HolderProcess.StartAsync(CommandLine(name, uuid, devices), user, devices));
    }

    /// <summary>The same VM started again, as after a crash of its QEMU.</summary>
    public async Task RestartAsync() => Holder = await HolderProcess.StartAsync(CommandLine(Name, Uuid, Devices), Devices);

    public async ValueTask DisposeAsync()
    {
        await Holder.DisposeAsync();
        foreach (var device in Devices.Where(MdevHost.Exists))
            await MdevHost.RemoveAsync(device);
    }

    static string CommandLine(string name, string uuid, string[] devices) =>
        $"-name guest={name},debug-threads=on -uuid {uuid} "
        + string.Join(' ', devices.Select(device => $"-device vfio-pci,sysfsdev=/sys/bus/mdev/devices/{device},display=off"));
}
