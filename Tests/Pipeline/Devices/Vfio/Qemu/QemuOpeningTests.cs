using System.Diagnostics;
using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Pipeline.Devices.Vfio.Qemu;
using Scanout.Tests.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Vfio.Qemu;

/// <summary>Descriptors are taken from real processes; only what they are of is an ordinary file.</summary>
[Collection(NativeCountsCollection.Name)]
public sealed class QemuOpeningTests : IDisposable
{
    readonly ScratchDirectory scratch = new();
    readonly HoldingProcess holder;
    readonly long fdsBefore = NativeCounts.DeviceFds;
    readonly int systemFdsBefore;

    public QemuOpeningTests()
    {
        File.WriteAllText(Held, "pixels");
        File.WriteAllText(scratch.File("other"), "others");
        holder = new(Held);
        systemFdsBefore = OpenFds.Count();
    }

    string Held => scratch.File("held");

    public void Dispose()
    {
        Assert.Equal((fdsBefore, systemFdsBefore), (NativeCounts.DeviceFds, OpenFds.Count()));
        holder.Dispose();
        scratch.Dispose();
    }

    [Fact]
    public void The_device_is_taken_from_the_running_process_and_closed_on_exec()
    {
        using var handle = Opening().Open();
        Assert.Equal("pixels", Read(handle.Device));
        Assert.Equal(1, Fcntl((int)handle.Device.DangerousGetHandle(), GetFdFlags, 0));
        Assert.Null(handle.Life.EndReason);
        Assert.Null(handle.Life.EndReason);
    }

    [Fact]
    public void Its_life_ends_with_the_process_within_a_second()
    {
        using var handle = Opening().Open();
        Assert.Null(handle.Life.EndReason);
        var start = Stopwatch.StartNew();
        holder.End();
        Assert.True(SpinWait.SpinUntil(() => handle.Life.EndReason is not null, TimeSpan.FromSeconds(1) - start.Elapsed));
        Assert.StartsWith($"QEMU {holder.Pid} has ", handle.Life.EndReason, StringComparison.Ordinal);
        Assert.Same(handle.Life.EndReason, handle.Life.EndReason);
        Assert.Equal("pixels", Read(handle.Device));
    }

    [Theory]
    [InlineData("exec 5>&-")]
    [InlineData("exec 5<>\"$1\"")]
    [InlineData("exec 5<\"${1%held}other\"")]
    public void Its_life_ends_when_the_process_closes_it_or_has_another_file_of_that_number(string command)
    {
        using var handle = Opening().Open();
        Assert.Null(handle.Life.EndReason);
        holder.Do(command);
        var reason = handle.Life.EndReason;
        Assert.Equal($"QEMU {holder.Pid} has closed the device", reason);
        holder.End();
        Assert.Same(reason, handle.Life.EndReason);
    }

    [Fact]
    public void Its_life_ends_with_the_devices_own()
    {
        var entry = new VfioDeviceEntry(VfioDeviceKind.Mdev, "11111111-0000-0000-0000-000000000000", scratch.Path, "7", null);
        var own = new DeviceLife();
        using (var handle = Opening(entry, _ => own).Open())
        {
            Assert.Null(handle.Life.EndReason);
            own.EndReason = "the device was removed";
            Assert.Equal("the device was removed", handle.Life.EndReason);
            holder.End();
            Assert.Equal("the device was removed", handle.Life.EndReason);
        }
        Assert.True(own.IsDisposed);

        var unused = new DeviceLife();
        Assert.Throws<DeviceException>(Opening(entry, _ => unused, startTicks: 1).Open);
        Assert.True(unused.IsDisposed);
    }

    [Fact]
    public void What_the_process_has_no_more_is_not_taken()
    {
        holder.Do("exec 5>&-");
        AssertRefused($"QEMU {holder.Pid} has closed the device", Opening());
        holder.Do("exec 5<\"${1%held}other\"");
        AssertRefused($"QEMU {holder.Pid} has closed the device", Opening());
    }

    [Fact]
    public void A_process_that_has_ended_or_is_another_now_is_not_taken_from()
    {
        var opening = Opening();
        AssertRefused($"QEMU {holder.Pid} has ended", Opening(startTicks: holder.StartTicks - 1));
        holder.End();
        AssertRefused($"process {holder.Pid} has ended", opening);
    }

    [Fact]
    public void A_file_where_a_character_device_should_be_is_not_taken()
    {
        var faked = new QemuFd(HoldingProcess.Fd, "/dev/vfio/devices/vfio0");
        AssertRefused($"QEMU {holder.Pid} has closed the device", new QemuOpening(HostRoots.Host, Process(), faked, null));
    }

    [Fact]
    public void Who_may_not_take_it_is_told_what_is_missing()
    {
        if (!Nobody.IsOther)
            return;
        var opening = Opening();
        Nobody.Run(() => Assert.Contains(
            "CAP_SYS_PTRACE is", Assert.Throws<DeviceException>(opening.Open).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_hundred_times_taken_leave_nothing_behind()
    {
        var opening = Opening();
        for (var round = 0; round < 100; round++)
            using (var handle = opening.Open())
                Assert.Null(handle.Life.EndReason);
    }

    [Theory]
    [InlineData("0", false, "CAP_SYS_PTRACE is needed")]
    [InlineData(null, false, "CAP_SYS_PTRACE is needed")]
    [InlineData("1\n", false, "kernel.yama.ptrace_scope is 1, so that CAP_SYS_PTRACE is needed")]
    [InlineData("2\n", false, "kernel.yama.ptrace_scope is 2, so that CAP_SYS_PTRACE is needed")]
    [InlineData("3\n", false, "kernel.yama.ptrace_scope is 3, which allows it to nobody: only the handover socket is left")]
    [InlineData("3\n", true, "kernel.yama.ptrace_scope is 3, which allows it to nobody: only the handover socket is left")]
    [InlineData("1\n", true, "CAP_SYS_PTRACE is there, so that a security module, a seccomp filter or a user namespace forbids it")]
    public void The_remedy_follows_from_what_the_kernel_says(string? scope, bool hasCapability, string remedy)
    {
        Directory.CreateDirectory(scratch.File("self"));
        var capabilities = hasCapability ? "0000000000080000" : "000001fffff7ffff";
        File.WriteAllText(scratch.File("self/status"), $"Name:\tx\nCapPrm:\tffffffffffffffff\nCapEff:\t{capabilities}\nCapBnd:\t0\n");
        Directory.CreateDirectory(scratch.File("sys/kernel/yama"));
        if (scope is not null)
            File.WriteAllText(scratch.File("sys/kernel/yama/ptrace_scope"), scope);
        Assert.Equal(remedy, PtraceRule.Read(scratch.Path).Remedy);
    }

    QemuOpening Opening(VfioDeviceEntry? entry = null, Func<VfioDeviceEntry, IDeviceLife>? lifeOf = null, long? startTicks = null) =>
        new(HostRoots.Host, Process(startTicks), new(HoldingProcess.Fd, Held), entry, lifeOf);

    QemuProcess Process(long? startTicks = null) => new(holder.Pid, startTicks ?? holder.StartTicks, QemuCommandLine.Empty, [], []);

    static void AssertRefused(string sentence, QemuOpening opening) =>
        Assert.Equal(sentence, Assert.Throws<DeviceException>(opening.Open).Message);

    static string Read(DeviceFd fd) => File.ReadAllText($"/proc/self/fd/{fd.DangerousGetHandle()}");

    const int GetFdFlags = 1;

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Fcntl(int fd, int command, int argument);

    sealed class DeviceLife : IDeviceLife
    {
        public string? EndReason { get; set; }

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
