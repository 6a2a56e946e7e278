using System.Globalization;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>
/// What the displays of QEMUs are called: as the device's address is configured, else after the VM's name, else the VM's UUID, else
/// <c>qemu-PID</c>. Further devices of one VM are NAME-2, NAME-3. A name belongs to one device as long as that is there, and another VM of
/// the same name is called by what comes next.
/// </summary>
/// <param name="nameOfAddress">The configured name of an address, or null.</param>
sealed class QemuNames(Func<string, string?> nameOfAddress)
{
    readonly Dictionary<string, (int Pid, long StartTicks)> owners = new(StringComparer.Ordinal);

    internal string Take(QemuProcess process, string? address)
    {
        var owner = (process.Pid, process.StartTicks);
        var last = string.Create(CultureInfo.InvariantCulture, $"qemu-{process.Pid}");
        var name = Candidates(process.CommandLine, address)
            .FirstOrDefault(name => !owners.TryGetValue(name, out var its) || its == owner) ?? last;
        var free = name;
        for (var number = 2; !owners.TryAdd(free, owner); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        return free;
    }

    internal void Release(string name) => owners.Remove(name);

    IEnumerable<string> Candidates(QemuCommandLine commandLine, string? address)
    {
        if (address is not null && nameOfAddress(address) is { } configured && DisplayName.IsValid(configured))
            yield return configured;
        if (DisplayName.IsValid(commandLine.GuestName))
            yield return commandLine.GuestName!;
        if (commandLine.Uuid != Guid.Empty)
            yield return commandLine.Uuid.ToString();
    }
}
