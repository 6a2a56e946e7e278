using System.Text;
using Scanout.Pipeline.Devices.Vfio.Qemu;

namespace Scanout.Tests.Pipeline.Devices.Vfio.Qemu;

public sealed class QemuProgramTests
{
    [Theory]
    [InlineData("qemu-system-x86_64", "x")]
    [InlineData("qemu-system-aarch64 (deleted)", "x")]
    [InlineData("qemu-kvm (deleted)", "x")]
    [InlineData(".qemu-system-x86_64-wrapped", "x")]
    [InlineData("", "/usr/bin/kvm -id 100")]
    [InlineData("busybox", "/usr/libexec/qemu-kvm -name x")]
    [InlineData("ld-linux-x86-64.so.2", "/t/lib/ld-linux-x86-64.so.2 --library-path /t/lib /t/bin/qemu-system-x86_64 -m 64")]
    [InlineData("", "ld-linux-aarch64.so.1 qemu-system-aarch64")]
    public void A_qemu_is_known_by_its_file_or_by_what_it_was_called_as(string file, string arguments) => Assert.True(Is(file, arguments));

    [Theory]
    [InlineData("bash", "bash -c /usr/bin/qemu-system-x86_64")]
    [InlineData("qemu-img", "qemu-img convert a b")]
    [InlineData("qemu-ga", "/usr/bin/qemu-ga")]
    [InlineData("kvmd", "kvmd")]
    [InlineData("ld-linux-x86-64.so.2", "ld-linux-x86-64.so.2 /bin/ls qemu")]
    [InlineData("", "")]
    public void Others_are_none(string file, string arguments) => Assert.False(Is(file, arguments));

    static bool Is(string file, string arguments) => QemuProgram.Is(file, Encoding.UTF8.GetBytes(arguments.Replace(' ', '\0')));
}
