using Scanout.Pipeline.Devices.Vfio;
using Scanout.Pipeline.Devices.Vfio.Doctor;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Devices.Vfio.Doctor;

/// <summary>What the doctor says of hosts that are laid out in a directory.</summary>
public sealed class HostExaminationTests : IDisposable
{
    const string Uuid = "c0ffee00-0000-1111-2222-333344445555";

    readonly TemporaryDirectory root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void A_kernel_without_vfio_is_told_first_and_alone()
    {
        var finding = Assert.Single(Examine());
        Assert.Equal((Severity.Obstacle, "kernel"), (finding.Severity, finding.Subject));
        Assert.Contains("VFIO is not there", finding.Sentence);
        Assert.Contains("modprobe", finding.Remedy);
    }

    [Fact]
    public void A_module_without_its_node_and_a_node_without_its_iommu_are_told_apart()
    {
        Make("sys/module/vfio");
        Assert.Contains(Examine(), finding => finding.Severity == Severity.Obstacle && finding.Sentence.Contains("no VFIO device can be opened", StringComparison.Ordinal));
        Write("dev/vfio/vfio", "");
        Assert.Contains(Examine(), finding => finding.Severity == Severity.Obstacle && finding.Remedy == "modprobe vfio_iommu_type1");
        Make("sys/module/vfio_iommu_type1");
        Assert.Contains(Examine(), finding => finding is { Severity: Severity.Good, Subject: "kernel" });
    }

    [Fact]
    public void A_host_without_a_vgpu_says_so_and_whose_devices_could_be_made()
    {
        MakeVfio();
        Make("sys/bus/mdev/devices");
        Make("sys/class/mdev_bus/0000:65:00.0");
        var findings = Examine();
        Assert.Contains(findings, finding => finding.Sentence.Contains("0000:65:00.0 could have mediated devices", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding is { Severity: Severity.Obstacle, Subject: "devices" });
    }

    [Theory]
    [InlineData("nvidia/vgpu_params", "frame_rate_limiter=0, disable_vnc=1", "disable_vnc=1")]
    [InlineData("mdev_type/description", "num_heads=0, frl_config=60, framebuffer=4096M", "it is for computing")]
    public void A_display_that_the_vendors_option_takes_away_is_told_with_the_option(string file, string text, string sentence)
    {
        MakeVfio();
        var device = MakeMdev();
        Write($"{device}/{file}", text);
        var finding = Assert.Single(Examine(), finding => finding.Subject == $"mdev {Uuid}");
        Assert.Equal(Severity.Obstacle, finding.Severity);
        Assert.Contains(sentence, finding.Sentence);
        Assert.NotNull(finding.Remedy);
    }

    [Fact]
    public void A_device_that_can_not_be_opened_is_told_with_what_the_system_says()
    {
        MakeVfio();
        MakeMdev();
        var finding = Assert.Single(Examine(), finding => finding.Subject == $"mdev {Uuid}");
        Assert.Equal(Severity.Obstacle, finding.Severity);
        Assert.Contains("the VFIO container", finding.Sentence);
    }

    [Fact]
    public void A_gpu_that_is_passed_through_whole_is_no_vgpu()
    {
        MakeVfio();
        Write("sys/bus/pci/devices/0000:01:00.0/class", "0x030000\n");
        Link("sys/bus/pci/devices/0000:01:00.0/driver", "../../drivers/vfio-pci");
        Write("sys/bus/pci/devices/0000:02:00.0/class", "0x020000\n");
        Link("sys/bus/pci/devices/0000:02:00.0/driver", "../../drivers/vfio-pci");
        var finding = Assert.Single(Examine(), finding => finding.Subject.StartsWith("gpu", StringComparison.Ordinal));
        Assert.Equal("gpu 0000:01:00.0", finding.Subject);
        Assert.Contains("passed through whole", finding.Sentence);
    }

    List<Finding> Examine() =>
        [.. new HostExamination(HostRoots.Under(root.Path), new Dictionary<string, string>(), takesFromQemu: true, TimeProvider.System).Examine()];

    void MakeVfio()
    {
        Make("sys/module/vfio");
        Make("sys/module/vfio_iommu_type1");
        Write("dev/vfio/vfio", "");
    }

    string MakeMdev()
    {
        var device = $"sys/bus/mdev/devices/{Uuid}";
        Make(device);
        Make("sys/bus/mdev/drivers/nvidia-vgpu");
        Link($"{device}/driver", "../../drivers/nvidia-vgpu");
        Link($"{device}/iommu_group", "../../../kernel/iommu_groups/12");
        return device;
    }

    void Make(string directory) => Directory.CreateDirectory(Path.Combine(root.Path, directory));

    void Link(string path, string target) => File.CreateSymbolicLink(Path.Combine(root.Path, path), target);

    void Write(string path, string text)
    {
        var file = Path.Combine(root.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
