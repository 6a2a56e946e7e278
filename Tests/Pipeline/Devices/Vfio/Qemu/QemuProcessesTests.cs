using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Pipeline.Devices.Vfio.Qemu;

namespace Scanout.Tests.Pipeline.Devices.Vfio.Qemu;

[SupportedOSPlatform("linux")]
public sealed class QemuProcessesTests : IDisposable
{
    readonly FakeHost host = new();
    readonly FakeTimeProvider time = new();
    readonly QemuProcesses processes;

    public QemuProcessesTests() => processes = new(host.Roots, time);

    public void Dispose() => host.Dispose();

    [Fact]
    public void A_qemus_devices_and_groups_are_seen()
    {
        host.Qemu(10, "-name", "vm");
        host.Fd(10, 0, "/dev/null");
        host.Fd(10, 21, "/dev/vfio/vfio");
        host.Fd(10, 22, "/dev/vfio/7");
        host.Fd(10, 23, FakeHost.GroupDevice);
        host.Fd(10, 24, "/dev/vfio/devices/vfio3");
        host.Fd(10, 25, "anon_inode:kvm-vm");
        host.Fd(10, 26, "/dev/vfio/7");
        host.Fd(10, 100, FakeHost.GroupDevice);
        var qemu = Assert.Single(processes.Scan());
        Assert.Equal((10, 1000, "vm"), (qemu.Pid, qemu.StartTicks, qemu.CommandLine.GuestName));
        Assert.Equal([new(23, FakeHost.GroupDevice), new(24, "/dev/vfio/devices/vfio3"), new(100, FakeHost.GroupDevice)], qemu.Devices);
        Assert.Equal([null, "vfio3", null], qemu.Devices.Select(device => device.Cdev));
        Assert.Equal(["7"], qemu.Groups);
        Assert.Same(qemu, Assert.Single(processes.Scan()));
    }

    [Theory]
    [InlineData("/dev/vfio/devices/vfio")]
    [InlineData("/dev/vfio/devices/vfio3 (deleted)")]
    [InlineData("/dev/vfio/devices/vfio3x")]
    [InlineData("/tmp/dev/vfio/devices/vfio3")]
    [InlineData("anon_inode:[vfio-device]x")]
    [InlineData("/dev/vfio/7")]
    public void Other_descriptors_are_no_device(string link)
    {
        host.Qemu(10);
        host.Fd(10, 5, link);
        Assert.Empty(processes.Scan());
    }

    [Fact]
    public void Only_qemus_are_looked_into()
    {
        host.Process(10, "bash", ["/bin/bash"]);
        host.Fd(10, 5, FakeHost.GroupDevice);
        host.Process(11, "kvm", []);
        host.Process(12, "ld-linux-x86-64", ["/t/lib/ld-linux-x86-64.so.2", "--library-path", "/t/lib", "/t/bin/qemu-system-x86_64"]);
        host.Fd(12, 5, FakeHost.GroupDevice);
        Assert.Equal([12], Pids());
    }

    [Fact]
    public void They_are_told_the_oldest_first()
    {
        foreach (var (pid, start) in new[] { (10, 300), (11, 100), (12, 200) })
        {
            host.Process(pid, "kvm", ["/usr/bin/kvm"], start);
            host.Fd(pid, 5, FakeHost.GroupDevice);
        }
        Assert.Equal([11, 12, 10], Pids());
    }

    [Fact]
    public void What_is_opened_closed_and_ended_is_seen_at_the_next_scan()
    {
        host.Qemu(10);
        Assert.Empty(processes.Scan());
        host.Fd(10, 5, FakeHost.GroupDevice);
        var first = Assert.Single(processes.Scan());
        host.Fd(10, 6, FakeHost.GroupDevice);
        var second = Assert.Single(processes.Scan());
        Assert.NotSame(first, second);
        Assert.Equal([5, 6], second.Devices.Select(device => device.Number));
        host.CloseFd(10, 5);
        Assert.Equal([6], Assert.Single(processes.Scan()).Devices.Select(device => device.Number));
        host.End(10);
        Assert.Empty(processes.Scan());
    }

    [Fact]
    public void A_descriptor_that_became_a_device_between_two_scans_is_seen_soon()
    {
        host.Qemu(10);
        host.Fd(10, 5, "anon_inode:[eventfd]");
        processes.Scan();
        host.Fd(10, 5, FakeHost.GroupDevice);
        var scans = 1;
        while (Pids().Count == 0)
            scans++;
        Assert.InRange(scans, 1, QemuFds.WholeEvery);
    }

    [Fact]
    public void A_young_process_that_becomes_a_qemu_is_seen_at_once()
    {
        host.Process(10, "rpc-libvirtd", ["/usr/sbin/libvirtd"], startTicks: 9_999_990);
        Fill();
        Assert.Empty(processes.Scan());
        time.Advance(TimeSpan.FromSeconds(9));
        host.Process(10, "qemu-system-x86", ["/usr/bin/qemu-system-x86_64"], startTicks: 9_999_990);
        host.Fd(10, 5, FakeHost.GroupDevice);
        Assert.Equal([10], Pids());
    }

    [Fact]
    public void One_that_is_just_being_executed_is_looked_at_again()
    {
        host.Process(10, "ld-linux-x86-64", [], startTicks: 9_999_990);
        Assert.Empty(processes.Scan());
        host.Process(10, "ld-linux-x86-64", ["/lib/ld-linux-x86-64.so.2", "/bin/qemu-system-x86_64"], startTicks: 9_999_990);
        host.Fd(10, 5, FakeHost.GroupDevice);
        Assert.Equal([10], Pids());
    }

    [Fact]
    public void An_old_process_that_becomes_one_is_found_when_its_turn_comes()
    {
        Fill();
        host.Process(500, "launcher", ["/usr/bin/launcher"]);
        processes.Scan();
        host.Process(500, "qemu-kvm", ["/usr/libexec/qemu-kvm"]);
        host.Fd(500, 5, FakeHost.GroupDevice);
        Assert.Empty(processes.Scan());
        var scans = 1;
        while (Pids().Count == 0)
            scans++;
        Assert.InRange(scans, 1, 1 + 201 / QemuProcesses.OldPerScan);
    }

    [Fact]
    public void A_number_that_was_given_to_another_process_is_another_qemu()
    {
        host.Qemu(10, "-name", "a");
        host.Fd(10, 5, FakeHost.GroupDevice);
        processes.Scan();
        host.End(10);
        host.Process(10, "kvm", ["/usr/bin/kvm", "-name", "b"], startTicks: 2000);
        host.Fd(10, 5, FakeHost.GroupDevice);
        var qemu = Assert.Single(processes.Scan());
        Assert.Equal((2000, "b"), (qemu.StartTicks, qemu.CommandLine.GuestName));
    }

    [Fact]
    public void A_zombie_holds_nothing()
    {
        host.Qemu(10);
        host.Fd(10, 5, FakeHost.GroupDevice);
        Assert.Equal([10], Pids());
        host.Write("proc/10/stat", "10 (qemu-system-x86) Z 1 1 1 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 4 0 1000 1 2 3\n");
        Assert.Empty(processes.Scan());
    }

    [Fact]
    public void Whatever_procfs_shows_nothing_is_thrown()
    {
        host.Write("proc/10/stat", "nonsense");
        Directory.CreateDirectory(host.Path("proc/11/stat"));
        host.Process(12, "kvm", []);
        Directory.Delete(host.Path("proc/12/fd"));
        host.Write("proc/13", "a file");
        host.Process(14, "qemu-kvm", ["-name"], startTicks: long.MaxValue);
        host.Write("proc/14/fd/7", "no link");
        host.Fd(14, 8, new string('x', 2000));
        host.Write("proc/uptime", "NaN");
        Assert.Empty(processes.Scan());
        Assert.Empty(processes.Findings);
        Directory.Delete(host.Roots.Proc, recursive: true);
        Assert.Empty(processes.Scan());
    }

    [Fact]
    public void A_qemu_that_may_not_be_looked_into_is_a_finding_until_it_may()
    {
        host.Qemu(10, "-name", "vm-17");
        host.Fd(10, 5, FakeHost.GroupDevice);
        host.Qemu(11);
        Assert.Equal([10], Pids());
        Assert.Empty(processes.Findings);
        File.SetUnixFileMode(host.Path("proc/10/fd"), UnixFileMode.None);
        Nobody.Run(() => Assert.Empty(processes.Scan()));
        var finding = Assert.Single(processes.Findings);
        Assert.Equal((10, "vm-17"), (finding.Pid, finding.GuestName));
        Assert.Contains("CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH are needed", finding.Reason, StringComparison.Ordinal);

        File.SetUnixFileMode(host.Path("proc/10/fd"), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        Assert.Equal([10], Pids());
        Assert.Empty(processes.Findings);
    }

    [Fact]
    public void The_real_procfs_is_scanned_without_fault()
    {
        var real = new QemuProcesses(HostRoots.Host, TimeProvider.System);
        real.Scan();
        real.Scan();
    }

    /// <summary>Two hundred old processes that are no QEMU.</summary>
    void Fill()
    {
        for (var pid = 100; pid < 300; pid++)
            host.Process(pid, "worker", ["/usr/bin/worker"]);
    }

    List<int> Pids() => [.. processes.Scan().Select(process => process.Pid)];
}
