using System.Text;

namespace Scanout.Pipeline.Devices.Vfio.Qemu;

/// <summary>
/// What a QEMU's command line says of its VM (qemu(1): <c>-name</c>, <c>-uuid</c>, <c>-smbios</c>, <c>-device</c>, <c>-set</c>,
/// <c>-global</c>). It is what QEMU was started with: devices that were plugged into the VM later are not in it.
/// </summary>
/// <param name="GuestName">The VM's name, or null.</param>
/// <param name="Uuid">The VM's, or <see cref="Guid.Empty"/>.</param>
/// <param name="Devices">Its VFIO devices in the order in which QEMU makes them.</param>
public sealed record QemuCommandLine(string? GuestName, Guid Uuid, IReadOnlyList<QemuVfioDevice> Devices)
{
    const string DriverKey = "driver";

    public static QemuCommandLine Empty { get; } = new(null, Guid.Empty, []);

    /// <param name="arguments">As <c>/proc/PID/cmdline</c> has them: each ended by a zero byte.</param>
    public static QemuCommandLine Parse(ReadOnlySpan<byte> arguments)
    {
        string? name = null;
        var (uuid, smbiosUuid) = (Guid.Empty, Guid.Empty);
        var defaults = new QemuOptions();
        var devices = new List<QemuOptions>();
        var settings = new List<string>();
        string? option = null;
        foreach (var argument in Split(arguments))
        {
            switch (option)
            {
                case null:
                    option = argument is ['-', _, ..] ? OptionName(argument) : null;
                    continue;
                case "name":
                    name = NonEmpty(QemuOptions.Parse(argument, "guest")["guest"]) ?? name;
                    break;
                case "uuid":
                    uuid = Guid.TryParse(argument, out var given) ? given : uuid;
                    break;
                case "smbios" when QemuOptions.Parse(argument, "file") is var table && table["type"] == "1":
                    smbiosUuid = Guid.TryParse(table["uuid"], out given) ? given : smbiosUuid;
                    break;
                case "device" when QemuOptions.Parse(argument, DriverKey) is var device && IsVfio(device[DriverKey]):
                    devices.Add(device);
                    break;
                case "global":
                    AddDefault(defaults, argument);
                    break;
                case "set":
                    settings.Add(argument);
                    break;
            }
            option = null;
        }
        foreach (var setting in settings)
            Apply(setting, devices);
        return new(name, uuid != Guid.Empty ? uuid : smbiosUuid, [.. devices.Select(device => DeviceOf(device, defaults))]);
    }

    /// <summary>The option that takes the argument after it; null for those that are not read.</summary>
    static string? OptionName(string argument) =>
        argument.TrimStart('-') is var name and ("name" or "uuid" or "smbios" or "device" or "global" or "set") ? name : null;

    static bool IsVfio(string? driver) => driver is "vfio-pci" or "vfio-pci-nohotplug";

    static QemuVfioDevice DeviceOf(QemuOptions given, QemuOptions defaults)
    {
        var options = new QemuOptions();
        options.Add(defaults);
        options.Add(given);
        var display = options["display"] switch { "on" => QemuDisplay.On, "auto" => QemuDisplay.Auto, _ => QemuDisplay.Off };
        return new(NonEmpty(options["id"]), NonEmpty(options["sysfsdev"]), NonEmpty(options["host"]), display, options.IsOn("ramfb"));
    }

    /// <summary><c>-global vfio-pci.KEY=VALUE</c>, or spelled out.</summary>
    static void AddDefault(QemuOptions defaults, string argument)
    {
        if (argument.Split('=', 2) is [var left, var value] && left.Split('.', 2) is [var driver, var key])
        {
            if (IsVfio(driver))
                defaults.Set(key, value);
        }
        else if (QemuOptions.Parse(argument, DriverKey) is var parts && IsVfio(parts[DriverKey]) && parts["property"] is { } property)
            defaults.Set(property, parts["value"] ?? "");
    }

    /// <summary><c>-set device.ID.KEY=VALUE</c>.</summary>
    static void Apply(string setting, List<QemuOptions> devices)
    {
        if (setting.Split('=', 2) is [var left, var value] && left.Split('.', 3) is ["device", var id, var key])
            devices.Find(device => device["id"] == id)?.Set(key, value);
    }

    static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    static List<string> Split(ReadOnlySpan<byte> arguments)
    {
        var list = new List<string>();
        while (!arguments.IsEmpty)
        {
            var end = arguments.IndexOf((byte)0);
            var argument = end < 0 ? arguments : arguments[..end];
            list.Add(Encoding.UTF8.GetString(argument));
            arguments = arguments[Math.Min(arguments.Length, argument.Length + 1)..];
        }
        return list;
    }
}
