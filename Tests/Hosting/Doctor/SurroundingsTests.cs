using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting;
using Scanout.Hosting.Cluster;
using Scanout.Hosting.Cluster.Records;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Doctor;
using Scanout.Pipeline.Devices.Vfio.Doctor;
using Scanout.Pipeline.Sinks.Recording;
using Scanout.Tests.Hosting.Cluster;
using Scanout.Tests.Support;
using StackExchange.Redis;

namespace Scanout.Tests.Hosting.Doctor;

public sealed class SurroundingsTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_library_that_something_needs_is_an_obstacle_where_it_is_missing_and_others_are_not()
    {
        var findings = new LibrariesExamination(_ => false, _ => false)
            .Examine(new ScanoutSettings { Recording = new RecordingSettings { Directory = "/somewhere", Policy = RecordingPolicy.On } }).ToList();
        Assert.Equal(["liblz4.so.1", "libzstd.so.1"], findings.Where(finding => finding.Severity == Severity.Obstacle).Select(finding => finding.Subject));
        Assert.Equal(["libturbojpeg.so.0", "ffmpeg"], findings.Where(finding => finding.Severity == Severity.Note).Select(finding => finding.Subject));
        Assert.All(findings, finding => Assert.StartsWith("apt install", finding.Remedy));
        Assert.All(new LibrariesExamination(_ => true, _ => true).Examine(new ScanoutSettings()), finding => Assert.Equal(Severity.Good, finding.Severity));
    }

    [Theory]
    [InlineData(-20, Severity.Good), InlineData(-10, Severity.Note), InlineData(1, Severity.Obstacle), InlineData(-9000, Severity.Obstacle)]
    public void A_certificate_is_told_that_has_expired_soon_does_or_does_not_hold_yet(int daysAfterItsEnd, Severity severity)
    {
        var (certificate, end) = (new TestCertificate(directory.Path), DateTimeOffset.UtcNow.AddDays(25));
        certificate.Renew(end);
        var settings = new ScanoutSettings { Web = new WebSettings { Tls = new TlsSettings(certificate.CertificateFile, certificate.KeyFile, true) } };
        var findings = AccessExamination.Examine(settings, end.AddDays(daysAfterItsEnd)).ToList();
        Assert.Equal([severity, Severity.Good], findings.Select(finding => finding.Severity));
    }

    [Fact]
    public void A_file_of_users_that_others_can_read_is_an_obstacle_and_is_looked_at_once()
    {
        var users = Path.Combine(directory.Path, "users");
        File.WriteAllText(users, "");
        var login = new LoginSettings { Users = users };
        var settings = new ScanoutSettings { Vnc = new VncSettings { Login = login }, Spice = new SpiceSettings { Login = login } };
        File.SetUnixFileMode(users, (UnixFileMode)0b110_100_100);
        var finding = Assert.Single(AccessExamination.Examine(settings, DateTimeOffset.UnixEpoch));
        Assert.Equal((Severity.Obstacle, $"chmod 600 {users}"), (finding.Severity, finding.Remedy));
        File.SetUnixFileMode(users, (UnixFileMode)0b110_000_000);
        Assert.Equal(Severity.Good, Assert.Single(AccessExamination.Examine(settings, DateTimeOffset.UnixEpoch)).Severity);
    }

    [Fact]
    public void The_webs_users_and_the_clusters_key_are_secrets_too()
    {
        var (users, key) = (Path.Combine(directory.Path, "web-users"), Path.Combine(directory.Path, "cluster.key"));
        foreach (var path in (string[])[users, key])
        {
            File.WriteAllText(path, "");
            File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        }
        var settings = new ScanoutSettings { Web = new WebSettings { Users = users }, Cluster = new ClusterSettings { KeyFile = key } };
        Assert.Equal(
            [$"chmod 600 {users}", $"chmod 600 {key}"], AccessExamination.Examine(settings, DateTimeOffset.UnixEpoch).Select(finding => finding.Remedy));
    }

    [Fact]
    public void Ports_that_another_program_has_are_told()
    {
        var settings = new ScanoutSettings
        {
            Vnc = new VncSettings { Ports = new PortRange(5900, 5901) },
            Displays = new Dictionary<string, DisplaySettings> { ["vm"] = new() { SpicePort = 6117 } },
        };
        IPEndPoint[] listening = [new(IPAddress.Any, 8080), new(IPAddress.Loopback, 5900), new(IPAddress.Parse("192.0.2.1"), 5901), new(IPAddress.Loopback, 6117)];
        var findings = new PortsExamination(settings, listening).Examine();
        Assert.Equal(["web", "vnc ports", "spice port of display vm", "spice ports"], findings.Select(finding => finding.Subject));
        Assert.Equal(
            [Severity.Obstacle, Severity.Note, Severity.Obstacle, Severity.Note], findings.Select(finding => finding.Severity));
        Assert.Equal(Severity.Good, Assert.Single(new PortsExamination(settings, []).Examine()).Severity);
    }

    [RealPeerFact("redis-server")]
    public async Task A_redis_is_asked_at_its_socket_and_with_its_password_and_its_clock_is_compared()
    {
        await using var redis = await RedisServer.RunAsync();
        Assert.Equal(["redis Good", "clock Good"], await AskAsync(redis.Configuration, TimeProvider.System));
        Assert.Equal(["redis Good", "clock Obstacle"], await AskAsync(redis.Configuration, new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(-1))));
        await using (var admin = await ConnectionMultiplexer.ConnectAsync($"{redis.Configuration},allowAdmin=true"))
            await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "requirepass", "open sesame");
        Assert.Equal(["redis Obstacle"], await AskAsync(redis.Configuration, TimeProvider.System));
        Assert.Equal(["redis Good", "clock Good"], await AskAsync($"{redis.Configuration},password=open sesame", TimeProvider.System));

        static async Task<string[]> AskAsync(string configuration, TimeProvider time)
        {
            var findings = await new RedisExamination(configuration, time).ExamineAsync();
            Assert.DoesNotContain(findings, finding => finding.Sentence.Contains("sesame", StringComparison.Ordinal));
            return [.. findings.Select(finding => $"{finding.Subject} {finding.Severity}")];
        }
    }

    [Fact]
    public async Task A_redis_that_is_not_there_is_an_obstacle_with_what_goes_on_without_it()
    {
        var finding = Assert.Single(await new RedisExamination($"127.0.0.1:{FreePort()}", TimeProvider.System).ExamineAsync());
        Assert.Equal(Severity.Obstacle, finding.Severity);
        Assert.Contains("cluster of one", finding.Remedy);
    }

    [Fact]
    public async Task A_cluster_is_told_whose_hosts_are_not_reached_and_that_has_this_ones_name_already()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var store = new MemoryStore(time);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await TellAsync("near", ((IPEndPoint)listener.LocalEndpoint).Port);
        var own = new ClusterSettings { Host = "own", Redis = "memory" };
        Assert.Equal([(Severity.Good, "1 other hosts are in it, and reached")], await ExamineAsync(isServing: false));
        await TellAsync("far", FreePort());
        await TellAsync("own", 1);
        var findings = await ExamineAsync(isServing: false);
        Assert.Equal([Severity.Obstacle, Severity.Obstacle], findings.Select(finding => finding.Severity));
        Assert.Equal("another instance is in it as own", findings[0].Sentence);
        Assert.StartsWith("far can't be reached at http://127.0.0.1:", findings[1].Sentence, StringComparison.Ordinal);
        Assert.StartsWith("far can't be", Assert.Single(await ExamineAsync(isServing: true)).Sentence, StringComparison.Ordinal);

        Task TellAsync(string host, int port) => new HostVoice(
            host, $"{Guid.NewGuid():n}", $"http://127.0.0.1:{port}", "1.0.0", ClusterKey.None, TimeSpan.FromSeconds(6), time).TryTellAsync(store, []);

        async Task<List<(Severity Severity, string Sentence)>> ExamineAsync(bool isServing) =>
            [.. (await new ClusterExamination(own, store, isServing, time).ExamineAsync(CancellationToken.None)).Select(finding => (finding.Severity, finding.Sentence))];
    }

    [Fact]
    public async Task A_collector_that_nobody_listens_for_is_a_note_and_none_is_nothing()
    {
        Assert.Empty(await CollectorExamination.ExamineAsync(new TelemetrySettings(), CancellationToken.None));
        var settings = new TelemetrySettings { Otlp = new Uri($"http://127.0.0.1:{FreePort()}") };
        Assert.Equal(Severity.Note, Assert.Single(await CollectorExamination.ExamineAsync(settings, CancellationToken.None)).Severity);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        settings = settings with { Otlp = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}") };
        Assert.Equal(Severity.Good, Assert.Single(await CollectorExamination.ExamineAsync(settings, CancellationToken.None)).Severity);
    }

    [Fact]
    public void A_unit_is_told_that_is_not_there_has_no_watchdog_or_too_few_descriptors()
    {
        Assert.Equal([Severity.Good], Severities(65536)); // No systemd, no unit.
        Assert.Equal([Severity.Note], Severities(1024));
        Directory.CreateDirectory(Path.Combine(directory.Path, "run/systemd/system"));
        Assert.Equal([Severity.Note, Severity.Good], Severities(65536));
        var unit = Directory.CreateDirectory(Path.Combine(directory.Path, "etc/systemd/system")).FullName + "/scanout.service";
        File.WriteAllText(unit, "[Service]\nLimitNOFILE=1024\n");
        Assert.Equal([Severity.Note, Severity.Note], Severities(65536));
        Directory.CreateDirectory($"{unit}.d");
        File.WriteAllText($"{unit}.d/more.conf", "[Service]\nLimitNOFILE=65536\nWatchdogSec=30\n");
        Assert.Equal([Severity.Good, Severity.Good], Severities(1024));

        IEnumerable<Severity> Severities(long ownLimit) => new UnitExamination(directory.Path, ownLimit).Examine().Select(finding => finding.Severity);
    }

    [Theory]
    [InlineData("Max open files            1024                 524288               files", 1024L)]
    [InlineData("Max open files            unlimited            unlimited            files", long.MaxValue), InlineData("Max processes 7 7", long.MaxValue)]
    public void The_limit_of_descriptors_is_read_as_the_kernel_writes_it(string line, long limit) =>
        Assert.Equal(limit, DescriptorLimit.Of(["Limit                     Soft Limit           Hard Limit           Units", line]));

    [Fact]
    public void Too_little_room_for_videos_is_a_note_with_the_place() =>
        Assert.Equal(
            [(Severity.Good, true), (Severity.Note, true)],
            new[] { 2L << 30, 1L << 20 }.Select(free => ExportsExamination.Examine("/tmp", free)).Select(finding => (finding.Severity, finding.Sentence.StartsWith("/tmp", StringComparison.Ordinal))));

    [Fact]
    public void Pages_without_what_npm_fetches_are_told()
    {
        Assert.Contains("is not there", PagesExamination.Examine(Path.Combine(directory.Path, "Pages")).Sentence);
        Assert.Equal(Severity.Note, PagesExamination.Examine(directory.Path).Severity);
        Directory.CreateDirectory(Path.Combine(directory.Path, "novnc/core"));
        File.WriteAllText(Path.Combine(directory.Path, "novnc/core/rfb.js"), "");
        Assert.Equal(Severity.Good, PagesExamination.Examine(directory.Path).Severity);
    }

    static int FreePort()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        return ((IPEndPoint)taken.LocalEndpoint).Port;
    }
}
