using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>A display that fails fails alone, and a viewer that misbehaves ends its own session.</summary>
public sealed class FaultTests : IDisposable
{
    const int SequenceOffset = 12;

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_display_appears_vanishes_and_returns_on_the_same_port_each_at_once()
    {
        await using var service = await ServeAsync();
        // A second is promised, and half of one is usual; a busy machine that runs tests may take a little longer.
        var second = TimeSpan.FromSeconds(3);
        var region = new TestRegion(directory.Path, "vm", 200, 100);
        var port = (await service.WaitForDisplayAsync("vm", display => display.Frames > 0, second)).Vnc!.Port;
        await using var viewer = await RawViewer.ConnectAsync(port);
        region.Dispose();
        await service.WaitForDisplayAsync("vm", display => display.State == "lost", second);
        await viewer.UpdateAsync();
        using var again = new TestRegion(directory.Path, "vm", 300, 50);
        Assert.Equal(port, (await service.WaitForDisplayAsync("vm", display => display.State is "live" or "idle", second)).Vnc!.Port);
        while (viewer.Width != 300)
            await viewer.UpdateAsync();
    }

    [Fact]
    public async Task Refused_truncated_and_restless_regions_say_what_is_wrong_and_harm_no_other_display()
    {
        await using var service = await ServeAsync();
        using var healthy = new TestRegion(directory.Path, "healthy", 320, 200);
        healthy.Paint(1);
        using var truncated = new TestRegion(directory.Path, "truncated", 1920, 1080);
        using var restless = new TestRegion(directory.Path, "restless", 64, 64);
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "garbage.region"), "this is no region");
        var port = (await service.WaitForDisplayAsync("healthy", display => display.Frames > 0)).Vnc!.Port;
        await using var viewer = await RawViewer.ConnectAsync(port);

        using var ending = new CancellationTokenSource();
        var flipping = Task.Run(() => FlipSequence(Path.Combine(directory.Path, "restless.region"), ending.Token));
        await service.WaitForDisplayAsync("truncated", display => display.Frames > 0);
        Truncate(Path.Combine(directory.Path, "truncated.region"), 5000);

        Assert.NotNull((await service.WaitForDisplayAsync("garbage", display => display.State == "refused")).Reason);
        Assert.NotNull((await service.WaitForDisplayAsync("truncated", display => display.State is "refused" or "lost")).Reason);
        for (var seed = 2; seed < 12; seed++)
        {
            healthy.Paint(seed);
            await viewer.UpdateAsync();
        }
        Assert.Contains((await service.DisplayAsync("healthy")).State, (string[])["live", "idle"]);

        // While the page changes without a pause, a reader may or may not catch a moment of rest. One that stays half changed is refused.
        await ending.CancelAsync();
        await flipping;
        SetSequence(Path.Combine(directory.Path, "restless.region"), 7);
        Assert.Contains("sequence", (await service.WaitForDisplayAsync("restless", display => display.State == "refused")).Reason);
        SetSequence(Path.Combine(directory.Path, "restless.region"), 8);
        await service.WaitForDisplayAsync("restless", display => display.State is "live" or "idle");
        Assert.Equal("ready", await service.Web.GetStringAsync("health/ready"));
    }

    [Fact]
    public async Task A_hundred_plugs_leave_the_descriptors_and_the_native_memory_where_they_were()
    {
        await using var service = await ServeAsync();
        using (var first = new TestRegion(directory.Path, "vm", 640, 480))
            await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        await service.WaitForDisplayAsync("vm", display => display.State == "lost");
        var before = await CountAsync(service);
        for (var round = 0; round < 100; round++)
        {
            using var region = new TestRegion(directory.Path, "vm", 640, 480);
            // Some are seen to come and go, others go before anybody has looked.
            if (round % 4 == 0)
            {
                await service.WaitForDisplayAsync("vm", display => display.State is "live" or "idle");
                region.Dispose();
                await service.WaitForDisplayAsync("vm", display => display.State == "lost");
            }
        }
        await service.WaitForDisplayAsync("vm", display => display.State == "lost");
        // The last picture and the notice stay; they may lie in one slab of tiles more, or have been cut anew.
        const long Slab = 1 << 20;
        (int Descriptors, long Fds, long Bytes) after = default;
        await Wait.UntilAsync(
            async () => (after = await CountAsync(service)) is var now && now.Descriptors <= before.Descriptors + 2
                && now.Fds <= before.Fds && now.Bytes <= before.Bytes + 2 * Slab,
            TimeSpan.FromSeconds(10), () => $"{before} before, {after} after");
    }

    [Fact]
    public async Task Malformed_viewers_end_their_own_sessions_with_one_line_each_and_no_other()
    {
        await using var service = await ServeAsync();
        using var region = new TestRegion(directory.Path, "vm", 320, 200);
        region.Paint(1);
        var port = (await service.WaitForDisplayAsync("vm", display => display.Frames > 0)).Vnc!.Port;
        await using var viewer = await RawViewer.ConnectAsync(port);
        byte[][] attacks =
        [
            [.. "GET / HTTP/1.1\r\n\r\n"u8],
            [.. "RFB 003.008\n"u8, 99],
            [.. Open, 77],
            [.. Open, 0, 0, 0, 0, 24, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0],
            [.. Open, 2, 0, 0xFF, 0xFF],
            [.. Open, 6, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF],
            [.. Open, 255, 9, 0, 0],
            [.. Open, 248, 0, 0, 0, 0, 0, 0, 0, 255],
        ];
        foreach (var attack in attacks)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            await client.GetStream().WriteAsync(attack);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                while (await client.GetStream().ReadAsync(new byte[65536], limit.Token) > 0)
                {
                }
            }
            catch (IOException)
            {
                // Reset rather than closed: bytes of ours were still unread.
            }
        }
        await Wait.UntilAsync(
            () => service.Errors.Count(line => line.Contains("protocol broken", StringComparison.Ordinal)) == attacks.Length,
            TimeSpan.FromSeconds(10), () => string.Join('\n', service.Errors));
        region.Paint(2);
        await viewer.UpdateAsync();
        Assert.Equal(1, (await service.DisplayAsync("vm")).Viewers);
    }

    static byte[] Open => [.. "RFB 003.008\n"u8, 1, 1];

    Task<ScanoutProcess> ServeAsync() => ScanoutProcess.ServeAsync($"scanout.discovery.regions = \"{directory.Path}\"");

    static void Truncate(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }

    /// <summary>Changes the page's sequence without a pause, more than 10,000 times a second.</summary>
    static void FlipSequence(string path, CancellationToken cancellationToken)
    {
        for (var sequence = 1u; !cancellationToken.IsCancellationRequested; sequence++)
            SetSequence(path, sequence);
    }

    static void SetSequence(string path, uint sequence)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, sequence);
        RandomAccess.Write(file, bytes, SequenceOffset);
    }

    static async Task<(int Descriptors, long Fds, long Bytes)> CountAsync(ScanoutProcess service)
    {
        var metrics = (await service.Web.GetStringAsync("metrics")).Split('\n');
        return (Directory.GetFiles($"/proc/{service.Id}/fd").Length, Sum("scanout_device_fds"), Sum("scanout_native_bytes"));

        long Sum(string name)
        {
            var samples = metrics.Where(line => line.StartsWith(name, StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(samples);
            return samples.Sum(line => long.Parse(line.Split(' ')[^1]));
        }
    }
}
