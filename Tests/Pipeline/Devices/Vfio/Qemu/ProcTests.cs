using System.Text;
using Scanout.Pipeline.Devices.Vfio.Qemu;
using Scanout.Tests.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Vfio.Qemu;

public sealed class ProcTests
{
    [Theory]
    [InlineData("12 (qemu-system-x86) S 1 12 12 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 4 0 4711 1 2 3", "qemu-system-x86", false, 4711)]
    [InlineData("12 (a) b (c) Z 1 12 12 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 4 0 5\n", "a) b (c", true, 5)]
    public void A_process_is_read_whatever_it_calls_itself(string text, string command, bool hasEnded, long start) =>
        Assert.Equal(new ProcStat(command, hasEnded, start), ProcStat.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("12 )a(")]
    [InlineData("12 (a)")]
    [InlineData("12 (a) S 1 2 3")]
    [InlineData("12 (a) S 1 12 12 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 4 0 x")]
    public void What_is_no_state_is_none(string text) => Assert.Null(ProcStat.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void This_process_is_listed_and_its_descriptors_too()
    {
        var pids = new List<int>();
        Assert.Equal(0, ProcNumbers.List("/proc", pids));
        Assert.Contains(Environment.ProcessId, pids);
        Assert.NotNull(ProcStat.Read("/proc", Environment.ProcessId));

        using var memory = new MemoryFile([1], 0);
        var fds = new List<int>();
        ProcNumbers.List("/proc/self/fd", fds);
        var number = int.Parse(Path.GetFileName(memory.Path), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains(number, fds);
        var link = ProcLink.Read(ProcLink.Directory("/proc/self/fd"), number, new byte[ProcLink.MaxBytes], out var errno);
        Assert.Equal(("/memfd:test (deleted)", 0), (Encoding.UTF8.GetString(link), errno));
    }

    [Fact]
    public void A_directory_of_thousands_is_listed_whole()
    {
        using var scratch = new ScratchDirectory();
        for (var i = 0; i < 3000; i++)
            File.WriteAllBytes(scratch.File($"{i}"), []);
        foreach (var other in new[] { "-1", "1x", "x1", "99999999999", " 1" })
            File.WriteAllBytes(scratch.File(other), []);
        var numbers = new List<int>();
        ProcNumbers.List(scratch.Path, numbers);
        Assert.Equal(Enumerable.Range(0, 3000), numbers.Order());
    }

    [Fact]
    public void What_is_not_there_is_an_errno_or_nothing()
    {
        using var scratch = new ScratchDirectory();
        Assert.Equal(2, ProcNumbers.List(scratch.File("none"), []));
        Assert.Null(ProcText.Read(scratch.File("none"), 10));
        Assert.Null(ProcText.Read(scratch.Path, 10));
        Assert.Null(ProcLink.Read(scratch.File("none")));
        Assert.True(ProcLink.Read(ProcLink.Directory(scratch.Path), 3, new byte[ProcLink.MaxBytes], out var errno).IsEmpty);
        Assert.Equal(2, errno);
    }

    [Fact]
    public void A_file_is_read_up_to_its_bound()
    {
        using var scratch = new ScratchDirectory();
        var bytes = new byte[5000];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(scratch.File("file"), bytes);
        Assert.Equal(bytes, ProcText.Read(scratch.File("file"), 1 << 20));
        Assert.Equal(bytes, ProcText.Read(scratch.File("file"), 5000));
        Assert.Equal(bytes[..3000], ProcText.Read(scratch.File("file"), 3000));
        Assert.Equal(bytes[..10], ProcText.Read(scratch.File("file"), 10));
    }
}
