using System.Text;
using Scanout.Pipeline.Devices.Vfio.Qemu;

namespace Scanout.Tests.Pipeline.Devices.Vfio.Qemu;

public sealed class QemuCommandLineTests
{
    const string Mdev = "aa618089-8b16-4d01-a136-25a0f3c73123";

    [Fact]
    public void A_command_line_of_libvirt_with_options_of_keys_is_read()
    {
        var line = Parse(
            "/usr/bin/qemu-system-x86_64", "-name", "guest=win10-vgpu,debug-threads=on", "-S", "-object",
            "secret,id=masterKey0,format=raw,file=/var/lib/libvirt/qemu/domain-3-win10-vgpu/master-key.aes", "-machine",
            "pc-q35-4.2,accel=kvm,usb=off",
            "-uuid", "2c8b3b3e-7f3c-4a5e-9b60-3c9f0d1f7a10", "-display", "none", "-device",
            $"vfio-pci,id=hostdev0,sysfsdev=/sys/bus/mdev/devices/{Mdev},display=on,bus=pci.0,addr=0x7", "-device",
            "virtio-balloon-pci,id=balloon0,bus=pci.5,addr=0x0", "-device",
            "vfio-pci,host=0000:65:00.4,id=hostdev1,bus=pci.6,addr=0x0", "-msg", "timestamp=on");
        Assert.Equal("win10-vgpu", line.GuestName);
        Assert.Equal(Guid.Parse("2c8b3b3e-7f3c-4a5e-9b60-3c9f0d1f7a10"), line.Uuid);
        Assert.Equal(
            [
                new("hostdev0", $"/sys/bus/mdev/devices/{Mdev}", null, QemuDisplay.On, Ramfb: false),
                new("hostdev1", null, "0000:65:00.4", QemuDisplay.Off, Ramfb: false),
            ],
            line.Devices);
        Assert.Equal([Mdev, "0000:65:00.4"], line.Devices.Select(device => device.Address));
    }

    [Fact]
    public void A_command_line_of_libvirt_with_options_of_json_is_read()
    {
        var line = Parse(
            "/usr/libexec/qemu-kvm", "-name", "guest=default_vm1,debug-threads=on", "-object",
            """{"qom-type":"secret","id":"masterKey0","format":"raw"}""", "-uuid", "5a9fc181-957e-5c32-9e5a-2de5e9673531", "-device",
            """{"driver":"vfio-pci","id":"ua-gpu-gpu1","sysfsdev":"/sys/bus/mdev/devices/AA618089-8B16-4D01-A136-25A0F3C73123","display":"on","ramfb":true}""",
            "-device", """{"driver":"vfio-pci-nohotplug","host":"0000:3b:00.5","id":"hostdev1","x-igd-lpc":false,"bootindex":1}""", "-device",
            """{"driver":"virtio-serial-pci-non-transitional","id":"virtio-serial0"}""");
        Assert.Equal("default_vm1", line.GuestName);
        Assert.Equal([Mdev, "0000:3b:00.5"], line.Devices.Select(device => device.Address));
        Assert.Equal([(QemuDisplay.On, true), (QemuDisplay.Off, false)], line.Devices.Select(device => (device.Display, device.Ramfb)));
    }

    [Fact]
    public void A_command_line_of_proxmox_is_read()
    {
        var line = Parse(
            "/usr/bin/kvm", "-id", "100", "-name", "win11,debug-threads=on", "-no-shutdown", "-chardev",
            "socket,id=qmp,path=/var/run/qemu-server/100.qmp,server=on,wait=off", "-pidfile", "/var/run/qemu-server/100.pid", "-daemonize", "-smbios",
            "type=1,uuid=fbe43b04-7e1c-4c7e-a8a5-7a6b0d9f8f17", "-device",
            "vfio-pci,sysfsdev=/sys/bus/mdev/devices/00000000-0000-0000-0000-000000000100,id=hostpci0,bus=ich9-pcie-port-1,addr=0x0", "-set",
            "device.hostpci0.display=on", "-set", "device.hostpci0.ramfb=on", "-uuid", "00000000-0000-0000-0000-000000000000");
        Assert.Equal(("win11", Guid.Parse("fbe43b04-7e1c-4c7e-a8a5-7a6b0d9f8f17")), (line.GuestName, line.Uuid));
        var device = Assert.Single(line.Devices);
        Assert.Equal(("00000000-0000-0000-0000-000000000100", QemuDisplay.On, true), (device.Address, device.Display, device.Ramfb));
    }

    [Theory]
    [InlineData("vm-17", "vm-17")]
    [InlineData("vm-17,process=vm", "vm-17")]
    [InlineData("guest=vm-17", "vm-17")]
    [InlineData("debug-threads=on,guest=vm-17", "vm-17")]
    [InlineData("a,,b,debug-threads=on", "a,b")]
    [InlineData("guest=a,,,,b,,", "a,,b,")]
    [InlineData("guest=a=b", "a=b")]
    [InlineData("guest=", null)]
    [InlineData("debug-threads=on", null)]
    [InlineData("", null)]
    public void The_name_is_the_guests(string argument, string? name)
    {
        Assert.Equal(name, Parse("qemu-system-x86_64", "-name", argument).GuestName);
        Assert.Equal(name, Parse("qemu-system-x86_64", "--name", argument, "--display", "none").GuestName);
    }

    [Theory]
    [InlineData("host=65:00.4", "0000:65:00.4")]
    [InlineData("host=0000:0A:00.0", "0000:0a:00.0")]
    [InlineData("host=10000:01:00.0", "10000:01:00.0")]
    [InlineData("sysfsdev=/sys/devices/pci0000:00/0000:00:02.0/" + Mdev + "/", Mdev)]
    [InlineData("sysfsdev=/sys/bus/pci/devices/0000:65:00.4,host=1:2.3", "0000:65:00.4")]
    [InlineData("iommufd=iommufd0,fd=23", null)]
    [InlineData("sysfsdev=/", null)]
    public void A_device_is_known_by_the_name_that_sysfs_has_for_it(string options, string? address) =>
        Assert.Equal(address, Assert.Single(Parse("qemu-system-x86_64", "-device", "vfio-pci," + options).Devices).Address);

    [Theory]
    [InlineData("vfio-pci,display=auto", QemuDisplay.Auto)]
    [InlineData("vfio-pci,display=off", QemuDisplay.Off)]
    [InlineData("vfio-pci", QemuDisplay.Off)]
    [InlineData("driver=vfio-pci,display=on", QemuDisplay.On)]
    [InlineData("display=on,driver=vfio-pci", QemuDisplay.On)]
    [InlineData("vfio-pci,display=off,display=on", QemuDisplay.On)]
    public void The_display_is_as_the_device_has_it(string device, QemuDisplay expected) =>
        Assert.Equal(expected, Assert.Single(Parse("qemu-system-x86_64", "-device", device).Devices).Display);

    [Theory]
    [InlineData("vfio-pci.display=on")]
    [InlineData("driver=vfio-pci,property=display,value=on")]
    public void What_is_set_for_all_devices_holds_where_a_device_does_not_say_otherwise(string global)
    {
        var line = Parse("qemu-system-x86_64", "-global", global, "-device", "vfio-pci,host=1:0.0", "-device", "vfio-pci,host=2:0.0,display=off");
        Assert.Equal([QemuDisplay.On, QemuDisplay.Off], line.Devices.Select(device => device.Display));
    }

    [Theory]
    [InlineData("-device", "virtio-gpu-pci,id=vfio-pci")]
    [InlineData("-device", "vfio-ap,sysfsdev=/sys/devices/vfio_ap/matrix/x")]
    [InlineData("-device", "{\"driver\":\"vfio-pci\"")]
    [InlineData("-device", "{\"driver\":7}")]
    [InlineData("-device", "{\"driver\":\"\\ud800\"}")]
    [InlineData("-device", "{}")]
    [InlineData("-device", ",,,=,")]
    [InlineData("-append", "-device vfio-pci,host=1:0.0")]
    [InlineData("-set", "device.x.display")]
    [InlineData("-set", "device.nobody.display=on")]
    [InlineData("-global", "vfio-pci")]
    [InlineData("-uuid", "none")]
    [InlineData("-smbios", "type=2,uuid=fbe43b04-7e1c-4c7e-a8a5-7a6b0d9f8f17")]
    [InlineData("-", "-device")]
    [InlineData("--", "-name")]
    public void What_is_no_such_device_is_passed_over(string option, string value)
    {
        var line = Parse("qemu-system-x86_64", option, value);
        Assert.Equal((null, Guid.Empty), (line.GuestName, line.Uuid));
        Assert.Empty(line.Devices);
    }

    [Fact]
    public void Any_bytes_are_a_command_line()
    {
        Assert.Empty(QemuCommandLine.Parse([]).Devices);
        Assert.Empty(QemuCommandLine.Parse([0, 0, 0]).Devices);
        Assert.Equal("\uFFFD", QemuCommandLine.Parse([.. "-name\0"u8, 0xFF]).GuestName);
        var random = new Random(17);
        var bytes = new byte[300];
        var alphabet = "-name\0device\0{},=vfio-pci\0\":sysfsdev=/.set\0"u8;
        for (var round = 0; round < 2000; round++)
        {
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = alphabet[random.Next(alphabet.Length)];
            QemuCommandLine.Parse(bytes);
        }
    }

    static QemuCommandLine Parse(params string[] arguments) =>
        QemuCommandLine.Parse(Encoding.UTF8.GetBytes(string.Concat(arguments.Select(argument => argument + '\0'))));
}
