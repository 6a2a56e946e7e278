using System.Net;
using System.Net.Sockets;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Configuration.Hocon;
using Scanout.Hosting.Doctor;
using Scanout.Pipeline.Devices.Vfio.Doctor;
using Scanout.Pipeline.Sinks.Recording;
using Scanout.Tests.Support;

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

    [Theory]
    [InlineData("+PONG\r\n", true), InlineData("-NOAUTH Authentication required.\r\n", true), InlineData("HTTP/1.1 400 Bad Request\r\n", false)]
    public async Task A_redis_that_answers_is_told_from_what_is_none(string answer, bool isGood)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            _ = await client.GetStream().ReadAsync(new byte[100]);
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        });
        var finding = await RedisExamination.ExamineAsync($"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port},password=x", CancellationToken.None);
        await serving;
        Assert.Equal(isGood ? Severity.Good : Severity.Obstacle, finding.Severity);
        Assert.DoesNotContain("password", finding.Sentence);
    }

    [Fact]
    public async Task A_redis_that_is_not_there_is_an_obstacle_with_what_goes_on_without_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        var finding = await RedisExamination.ExamineAsync($"127.0.0.1:{port}", CancellationToken.None);
        Assert.Equal(Severity.Obstacle, finding.Severity);
        Assert.Contains("cluster of one", finding.Remedy);
    }

    [Theory]
    [InlineData("scanout.cluster.redis = \"a:1\"", "a:1"), InlineData("scanout.cluster.redis = \"\"", null), InlineData("scanout.web.port = 1", null)]
    public void Redis_is_asked_where_the_configuration_names_one(string text, string? address) =>
        Assert.Equal(address, RedisExamination.AddressIn(HoconConfiguration.Parse(text, "test", [])));

    [Fact]
    public void Pages_without_what_npm_fetches_are_told()
    {
        Assert.Contains("is not there", PagesExamination.Examine(Path.Combine(directory.Path, "Pages")).Sentence);
        Assert.Equal(Severity.Note, PagesExamination.Examine(directory.Path).Severity);
        Directory.CreateDirectory(Path.Combine(directory.Path, "node_modules/@novnc/novnc"));
        Assert.Equal(Severity.Good, PagesExamination.Examine(directory.Path).Severity);
    }
}
