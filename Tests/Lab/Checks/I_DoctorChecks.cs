using Scanout.Lab.Devices;
using Scanout.Tests.EndToEnd;

namespace Scanout.Lab.Checks;

/// <summary>What <c>scanout doctor</c> says of a real kernel's devices.</summary>
public sealed class I_DoctorChecks
{
    [Fact]
    public async Task It_tells_that_there_is_no_device()
    {
        var (exitCode, output, errors) = await DoctorAsync();
        Assert.True(exitCode == 0, errors);
        Assert.Contains("kernel: VFIO is there", output);
        Assert.Contains("there is no vGPU on this host", output);
        Assert.Contains("mdevctl", output);
    }

    [Fact]
    public async Task It_tells_of_each_device_whether_it_shows_a_picture()
    {
        var (picture, off) = (MdevHost.Create("mdpy-vga"), MdevHost.Create("mbochs-small"));
        var (_, output, _) = await DoctorAsync();
        Assert.Contains($"good      mdev {picture}: it shows a picture of 640×480, XR24", output);
        Assert.Contains($"obstacle  mdev {off}: no picture is set up on the vGPU", output);
        Assert.Contains("ramfb", output);
        await MdevHost.RemoveAsync(picture);
        await MdevHost.RemoveAsync(off);
    }

    [Fact]
    public async Task It_tells_of_a_vm_what_is_to_be_configured_and_who_has_its_device()
    {
        await using var vm = await VirtualMachine.StartAsync("mdpy-vga");
        var (_, output, _) = await DoctorAsync();
        Assert.Contains($"good      VM {vm.Name}: it shows a picture of 640×480", output);
        Assert.Contains($"obstacle  VM {vm.Name}: the service does not look for the vGPUs of running VMs; remedy: set scanout.discovery.qemu = on", output);
    }

    static Task<(int ExitCode, string Output, string Errors)> DoctorAsync() => ScanoutProcess.RunAsync("doctor");
}
