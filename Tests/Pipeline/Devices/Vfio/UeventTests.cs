using System.Text;
using Scanout.Pipeline.Devices.Vfio;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

public sealed class UeventTests
{
    internal const string DevicePath = "/devices/virtual/mdpy/mdpy/" + SysfsTree.Uuid;

    [Theory]
    [InlineData("add", DevicePath, "mdev", "SEQNUM=1201")]
    [InlineData("add", "/devices/virtual/vfio/0", "vfio", "MAJOR=243|MINOR=0|DEVNAME=vfio/0|SEQNUM=1202")]
    [InlineData("add", DevicePath + "/vfio-dev/vfio0", "vfio-dev", "SEQNUM=1203")]
    [InlineData("bind", DevicePath, "mdev", "DRIVER=vfio_mdev|SEQNUM=1204")]
    [InlineData("remove", DevicePath + "/vfio-dev/vfio0", "vfio-dev", "SEQNUM=1205")]
    [InlineData("remove", "/devices/virtual/vfio/0", "vfio", "MAJOR=243|MINOR=0|DEVNAME=vfio/0|SEQNUM=1206")]
    [InlineData("unbind", DevicePath, "mdev", "SEQNUM=1207")]
    [InlineData("remove", DevicePath, "mdev", "SEQNUM=1208")]
    [InlineData("bind", "/devices/pci0000:64/0000:65:00.4", "pci", "DRIVER=vfio-pci|PCI_CLASS=30000|SEQNUM=1209")]
    public void What_the_kernel_tells_of_vgpus_is_understood_and_concerns(string action, string devPath, string subsystem, string more)
    {
        var uevent = Uevent.Parse(Datagram(action, devPath, subsystem, more.Split('|')));
        Assert.Equal(new Uevent(action, devPath, subsystem), uevent);
        Assert.True(uevent!.Value.ConcernsVfio);
    }

    [Theory]
    [InlineData("net")]
    [InlineData("block")]
    [InlineData("vfio-device")]
    [InlineData("mde")]
    [InlineData("")]
    public void Other_subsystems_do_not_concern(string subsystem) =>
        Assert.False(Uevent.Parse(Datagram("add", DevicePath, subsystem))!.Value.ConcernsVfio);

    [Fact]
    public void Variables_may_come_in_any_order_and_without_an_end()
    {
        var uevent = Uevent.Parse("add@/x\0SUBSYSTEM=mdev\0SEQNUM=1\0DEVPATH=/x\0ACTION=add"u8);
        Assert.Equal(new Uevent("add", "/x", "mdev"), uevent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("add@/x")]
    [InlineData("add@/x\0")]
    [InlineData("add@/x\0ACTION=add\0DEVPATH=/x\0")]
    [InlineData("add@/x\0ACTION=add\0SUBSYSTEM=mdev\0")]
    [InlineData("add@/x\0DEVPATH=/x\0SUBSYSTEM=mdev\0")]
    [InlineData("libudev\0ACTION=add\0DEVPATH=/x\0SUBSYSTEM=mdev\0")]
    public void What_is_no_such_event_is_none(string datagram) => Assert.Null(Uevent.Parse(Encoding.UTF8.GetBytes(datagram)));

    [Fact]
    public void No_bytes_at_all_are_a_fault()
    {
        var random = new Random(4);
        var whole = Datagram("add", DevicePath, "mdev", "SEQNUM=1");
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = whole.AsSpan(0, random.Next(whole.Length + 1)).ToArray();
            for (var changes = random.Next(8); changes > 0 && bytes.Length > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) == 0 ? 0 : random.Next(256));
            _ = Uevent.Parse(bytes);
        }
    }

    internal static byte[] Datagram(string action, string devPath, string subsystem, params string[] more) =>
        Encoding.UTF8.GetBytes(
            $"{action}@{devPath}\0ACTION={action}\0DEVPATH={devPath}\0SUBSYSTEM={subsystem}\0"
            + string.Concat(more.Select(each => each + '\0')));
}
