using System.Net;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Configuration.Hocon;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Configuration;

public sealed class SettingsTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void The_defaults_in_code_are_those_that_akka_hocon_documents()
    {
        var documented = Load("").Settings!;
        var inCode = new ScanoutSettings();
        Assert.Empty(documented.Displays);
        Assert.Empty(documented.Web.Roles);
        Assert.Empty(documented.Telemetry.Headers);
        // Empty collections are equal by what is in them alone.
        Assert.Equal(
            inCode with
            {
                AkkaText = documented.AkkaText, Displays = documented.Displays, Web = inCode.Web with { Roles = documented.Web.Roles },
                Telemetry = inCode.Telemetry with { Headers = documented.Telemetry.Headers },
            }, documented);
    }

    [Fact]
    public void Every_key_that_is_read_is_documented()
    {
        List<HoconFault> faults = [];
        var root = HoconConfiguration.Parse(SettingsLoader.ReadDefaults(), "defaults", faults);
        Assert.Empty(faults);
        var documented = Paths((HoconObject)root.Value("scanout")!).ToHashSet();
        foreach (var key in (string[])[
            "node", "discovery.regions", "discovery.mdev", "discovery.qemu", "discovery.handover", "discovery.demo", "capture.rate", "capture.idle-interval",
            "capture.threads", "vnc.enabled", "vnc.address", "vnc.ports", "vnc.password", "vnc.password-file", "vnc.insecure", "vnc.share", "vnc.control", "spice.enabled",
            "spice.address", "spice.ports", "spice.tls-ports", "spice.unix", "spice.password", "spice.password-file", "spice.password-expires",
            "spice.users", "spice.tls.certificate", "spice.tls.key", "spice.tls.required", "spice.insecure", "recording.directory", "recording.policy", "recording.rate", "recording.key-interval",
            "recording.segment-length", "recording.segment-bytes", "recording.quiet", "recording.max-age", "recording.max-bytes", "recording.keep-free",
            "recording.sync", "recording.pack", "recording.key-file", "web.address", "web.port", "web.insecure",
            "vnc.unix", "vnc.users", "vnc.password-expires", "vnc.tls.certificate", "vnc.tls.key", "vnc.tls.required",
            "web.tls.certificate", "web.tls.key", "web.origins", "web.users", "web.session", "web.session-limit", "web.roles", "web.metrics", "web.external", "web.operators",
            "cluster.redis", "cluster.host", "cluster.address", "cluster.key-file", "cluster.every", "cluster.ttl",
            "screen.settle", "screen.black.level", "screen.black.lit", "screen.lively.changes", "screen.lively.within", "screen.frozen-after",
            "screen.text.colours", "screen.text.cells", "telemetry.otlp", "telemetry.protocol", "telemetry.interval",
            "telemetry.traces.every", "telemetry.traces.slower-than"])
            Assert.True(documented.Remove(key), $"{key} is not documented");
        Assert.Empty(documented);

        static IEnumerable<string> Paths(HoconObject node) => node.Keys.SelectMany(key => node.Value(key) is HoconObject inner
            ? Paths(inner).Select(path => $"{key}.{path}")
            : [key]);
    }

    [Fact]
    public void A_file_names_only_what_differs()
    {
        var settings = Load("""
            akka { loglevel = DEBUG, actor { anything = [1, 2] } }
            scanout {
              node = ${?HOSTNAME}
              displays { "vm-17" { vnc.port = 5917, spice { port = 6117, tls-port = 6217 } }, desk.xwd = /tmp/screen }
              capture { rate = 30, idle-interval = 500ms, threads = 3 }
              vnc { ports = "6000-6001", address = "::1", password = sesame }
              web.port = 0
            }
            """).Settings!;
        Assert.Equal(("DEBUG", "host-1"), (settings.LogLevel, settings.HostName));
        Assert.Contains("anything", settings.AkkaText, StringComparison.Ordinal);
        Assert.Equal((5917, "/tmp/screen"), (settings.Displays["vm-17"].VncPort, settings.Displays["desk"].Xwd));
        Assert.Equal((6117, 6217), (settings.Displays["vm-17"].SpicePort, settings.Displays["vm-17"].SpiceTlsPort));
        Assert.Equal((30, TimeSpan.FromMilliseconds(500), 3), (settings.Capture.Rate, settings.Capture.IdleInterval, settings.Capture.Threads));
        Assert.Equal((IPAddress.IPv6Loopback, "sesame"), (settings.Vnc.Address, settings.Vnc.Login.Password));
        Assert.Equal([6000, 6001], settings.Vnc.Ports);
        Assert.Equal("/run/scanout/regions", settings.Discovery.Regions);
    }

    [Theory]
    [InlineData("scanout.capture.rate = 0", "scanout.capture.rate: '0' is no whole number from 1 to 240")]
    [InlineData("scanout.capture.idle-interval = 1ms", "scanout.capture.idle-interval: '1ms' is no duration from 10ms to 3600s")]
    [InlineData("scanout.vnc.ports = \"9-3\"", "scanout.vnc.ports: '9-3' is no port")]
    [InlineData("scanout.vnc.ports = \"70000\"", "scanout.vnc.ports: '70000' is no port")]
    [InlineData("scanout.vnc.address = example", "scanout.vnc.address: 'example' is no IP address")]
    [InlineData("scanout.vnc.address = \"0.0.0.0\"", "scanout.vnc.address: 0.0.0.0 is open to others without TLS")]
    [InlineData("scanout.web.address = \"10.0.0.1\"", "scanout.web.address: 10.0.0.1 is open to others without TLS")]
    [InlineData("scanout.vnc.enabled = perhaps", "scanout.vnc.enabled: 'perhaps' is neither on nor off")]
    [InlineData("scanout.vnc = 5", "scanout.vnc: is no object")]
    [InlineData("scanout.web.port = [1]", "scanout.web.port: is no single value")]
    [InlineData("scanout.capture.rte = 30", "scanout.capture.rte: is an unknown key; did you mean rate?")]
    [InlineData("scanout.bogus = 1", "scanout.bogus: is an unknown key")]
    [InlineData("scanaut.web.port = 1", "scanaut: is an unknown key; there are akka and scanout")]
    [InlineData("scanout.displays.\"a/b\".xwd = x", "is no name for a display")]
    [InlineData("scanout.displays { a.vnc.port = 5, b.vnc.port = 5 }", "scanout.displays.b.vnc.port: 5 is the port of a already")]
    [InlineData("scanout.displays { a.vnc.port = 5, b.spice.port = 5 }", "scanout.displays.b.spice.port: 5 is the port of a already")]
    [InlineData("scanout.displays.a.spice { port = 5, tls-port = 5 }", "scanout.displays.a.spice.tls-port: 5 is the port of a already")]
    [InlineData("scanout.displays.a.spice.tlsport = 5", "scanout.displays.a.spice.tlsport: is an unknown key; did you mean tls-port?")]
    [InlineData("scanout.spice.ports = \"9-3\"", "scanout.spice.ports: '9-3' is no port")]
    [InlineData("scanout.spice.tls-ports = x", "scanout.spice.tls-ports: 'x' is no port")]
    [InlineData("scanout.spice.address = \"0.0.0.0\"", "scanout.spice.address: 0.0.0.0 is open to others without TLS")]
    [InlineData("scanout.spice.unix = \"/nowhere\"", "scanout.spice.unix: '/nowhere' is no directory")]
    [InlineData("scanout { vnc.unix = \"/tmp\", spice.unix = \"/tmp/.\" }", "scanout.spice.unix: '/tmp/.' is the directory of the sockets of scanout.vnc")]
    [InlineData("scanout { vnc.unix = \"/tmp\", spice.unix = \"/tmp/\" }", "scanout.spice.unix: '/tmp/' is the directory of the sockets of scanout.vnc")]
    [InlineData("scanout.spice.password-expires = \"+60\"", "scanout.spice.password-expires: is given without a password")]
    [InlineData("scanout.spice.tls.certificate = x", "scanout.spice.tls.certificate: is given alone")]
    [InlineData("scanout.spice.control = single", "scanout.spice.control: is an unknown key")]
    [InlineData("scanout.vnc.password-expires = soon", "scanout.vnc.password-expires: 'soon' is none of now, never, +N")]
    [InlineData("scanout.vnc.users = \"/nowhere\"", "scanout.vnc.users: '/nowhere' can't be read")]
    [InlineData("scanout.vnc.unix = \"/nowhere\"", "scanout.vnc.unix: '/nowhere' is no directory")]
    [InlineData("scanout.vnc.tls.certificate = x", "scanout.vnc.tls.certificate: is given alone")]
    [InlineData("scanout.vnc.tls.key = x", "scanout.vnc.tls.key: is given alone")]
    [InlineData("scanout.vnc.tls { certificate = \"/nowhere\", key = x }", "scanout.vnc.tls.certificate: '/nowhere' is not there")]
    [InlineData("scanout.vnc.tls.requierd = on", "scanout.vnc.tls.requierd: is an unknown key; did you mean required?")]
    [InlineData("scanout.web.origins = [\"https://a.example/x\"]", "scanout.web.origins: 'https://a.example/x' is no origin")]
    [InlineData("scanout.web.origins = here", "scanout.web.origins: is no array of texts")]
    [InlineData("scanout.vnc.password-file = \"/nowhere\"", "scanout.vnc.password-file: '/nowhere' can't be read")]
    [InlineData("akka.loglevel = LOUD", "akka.loglevel: 'LOUD' is none of DEBUG, INFO, WARNING, ERROR, OFF")]
    [InlineData("scanout.recording.policy = always", "scanout.recording.policy: 'always' is none of off, on, on-activity")]
    public void What_is_wrong_is_told_with_path_and_place(string text, string fault)
    {
        var result = Load($"\n{text}\n");
        Assert.Null(result.Settings);
        var told = Assert.Single(result.Faults).ToString();
        Assert.Contains(fault, told, StringComparison.Ordinal);
        Assert.Matches(@"\(.*config\.hocon:2\)$", told);
    }

    [Fact]
    public void All_faults_are_told_at_once() =>
        Assert.Equal(4, Load("scanout { capture.rate = x, web.port = y, vnc.ports = z\n node = ${nothing} }").Faults.Count);

    [Fact]
    public void Others_may_connect_where_the_operator_says_so_by_listener()
    {
        Assert.NotNull(Load("scanout.vnc { address = \"0.0.0.0\", insecure = on }").Settings);
        Assert.Null(Load("scanout { vnc { address = \"0.0.0.0\" }, web.insecure = on }").Settings);
    }

    [Fact]
    public void Others_may_connect_with_TLS_and_a_password_or_users_alone()
    {
        var certificate = new TestCertificate(directory.Path);
        var tls = $"tls {{ certificate = \"{certificate.CertificateFile}\", key = \"{certificate.KeyFile}\" }}";
        var users = Path.Combine(directory.Path, "users");
        File.WriteAllText(users, "");
        Assert.NotNull(Load($"scanout.vnc {{ address = \"0.0.0.0\", password = p, {tls} }}").Settings);
        Assert.NotNull(Load($"scanout.vnc {{ address = \"0.0.0.0\", users = \"{users}\", {tls} }}").Settings);
        Assert.NotNull(Load("scanout.vnc { address = \"0.0.0.0\", enabled = off }").Settings);
        AssertFault("without users or a password", $"scanout.vnc {{ address = \"0.0.0.0\", {tls} }}");
        AssertFault(
            "without TLS, as tls.required is off", $"scanout.vnc {{ address = \"0.0.0.0\", password = p, {tls}, tls.required = off }}");
        AssertFault("without TLS;", "scanout.vnc { address = \"0.0.0.0\", password = p }");
        AssertFault("without being asked who they are", $"scanout.web {{ address = \"0.0.0.0\", {tls} }}");

        void AssertFault(string problem, string text) =>
            Assert.Contains(problem, Assert.Single(Load(text).Faults).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_vnc_asks_of_viewers_spice_asks_too_unless_it_has_its_own()
    {
        var users = Path.Combine(directory.Path, "users");
        File.WriteAllText(users, "");
        var vnc = $"vnc {{ password = p, password-expires = 99, users = \"{users}\" }}";
        var settings = Load($"scanout {{ {vnc} }}").Settings!;
        Assert.Equal(settings.Vnc.Login, settings.Spice.Login);
        Assert.Equal("p", settings.Spice.Login.Password);
        // All of it is its own then: no password of VNC's is one beside its users.
        Assert.Equal(new LoginSettings { Password = "own" }, Load($"scanout {{ {vnc}, spice.password = own }}").Settings!.Spice.Login);
        Assert.Equal(new LoginSettings { Users = users }, Load($"scanout {{ vnc.password = p, spice.users = \"{users}\" }}").Settings!.Spice.Login);
        Assert.Equal(new LoginSettings(), Load("scanout.spice.password = own").Settings!.Vnc.Login);
    }

    [Fact]
    public void A_password_that_no_SPICE_viewer_can_send_is_warned_of()
    {
        var (longest, longer) = (new string('ä', 30), new string('ä', 30) + "b");
        Assert.Empty(Load($"scanout.spice.password = \"{longest}\"").Warnings);
        AssertWarned("is longer than the 60 bytes", $"scanout.spice.password = \"{longer}\"");
        AssertWarned("(that of scanout.vnc) is longer", $"scanout.vnc.password = \"{longer}\"");
        Assert.Empty(Load($"scanout {{ vnc.password = \"{longer}\", spice.enabled = off }}").Warnings);
        Assert.Empty(Load($"scanout {{ vnc.password = \"{longer}\", spice.password = short }}").Warnings);

        void AssertWarned(string problem, string text)
        {
            var result = Load(text);
            Assert.NotNull(result.Settings);
            var warning = Assert.Single(result.Warnings);
            Assert.StartsWith("scanout.spice.password: ", warning.ToString(), StringComparison.Ordinal);
            Assert.Contains(problem, warning.Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_certificate_of_vnc_is_that_of_spice_unless_it_has_its_own()
    {
        var (one, other) = (new TestCertificate(directory.Path), new TestCertificate(directory.Path, "other"));
        var vnc = $"vnc.tls {{ certificate = \"{one.CertificateFile}\", key = \"{one.KeyFile}\" }}";
        var spice = $"spice.tls {{ certificate = \"{other.CertificateFile}\", key = \"{other.KeyFile}\" }}";
        Assert.Null(Tls("").Spice);
        Assert.Equal((Of(one, true), Of(one, true)), Tls(vnc));
        Assert.Equal((Of(one, false), Of(one, false)), Tls($"{vnc}\n vnc.tls.required = off"));
        Assert.Equal((Of(one, true), Of(one, false)), Tls($"{vnc}\n spice.tls.required = off"));
        Assert.Equal((Of(one, false), Of(one, true)), Tls($"{vnc}\n vnc.tls.required = off\n spice.tls.required = on"));
        Assert.Equal((Of(one, true), Of(other, true)), Tls($"{vnc}\n {spice}"));
        Assert.Equal((null, Of(other, true)), Tls(spice));

        (TlsSettings? Vnc, TlsSettings? Spice) Tls(string text) =>
            Load($"scanout {{\n {text}\n }}").Settings is { } settings ? (settings.Vnc.Tls, settings.Spice.Tls) : throw new InvalidOperationException(text);

        static TlsSettings Of(TestCertificate certificate, bool isRequired) => new(certificate.CertificateFile, certificate.KeyFile, isRequired);
    }

    [Fact]
    public void Spice_is_open_to_others_with_TLS_and_a_password_be_they_its_own_or_those_of_vnc()
    {
        var certificate = new TestCertificate(directory.Path);
        var tls = $"tls {{ certificate = \"{certificate.CertificateFile}\", key = \"{certificate.KeyFile}\" }}";
        Assert.NotNull(Load($"scanout {{ vnc {{ password = p, {tls} }}, spice.address = \"0.0.0.0\" }}").Settings);
        Assert.NotNull(Load($"scanout.spice {{ address = \"0.0.0.0\", password = p, {tls} }}").Settings);
        Assert.NotNull(Load("scanout.spice { address = \"0.0.0.0\", insecure = on }").Settings);
        Assert.NotNull(Load("scanout.spice { address = \"0.0.0.0\", enabled = off }").Settings);
        AssertFault("without users or a password", $"scanout.spice {{ address = \"0.0.0.0\", {tls} }}");
        AssertFault("without TLS, as tls.required is off", $"scanout.spice {{ address = \"0.0.0.0\", password = p, {tls}, tls.required = off }}");
        AssertFault("without TLS;", "scanout { vnc.password = p, spice.address = \"0.0.0.0\" }");
        Assert.Null(Load($"scanout {{ vnc.insecure = on, spice.address = \"0.0.0.0\" }}").Settings);

        void AssertFault(string problem, string text) =>
            Assert.Contains(problem, Assert.Single(Load(text).Faults).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_and_its_key_are_read_at_once()
    {
        var (certificate, other) = (new TestCertificate(directory.Path), new TestCertificate(directory.Path, "other"));
        var settings = Load(Tls(certificate.CertificateFile, certificate.KeyFile)).Settings!;
        Assert.Equal(new TlsSettings(certificate.CertificateFile, certificate.KeyFile, IsRequired: true), settings.Vnc.Tls);
        Assert.False(Load(Tls(certificate.CertificateFile, certificate.KeyFile) + "\nscanout.vnc.tls.required = off").Settings!.Vnc.Tls!.IsRequired);
        AssertFault(certificate.CertificateFile, other.KeyFile);
        AssertFault(certificate.KeyFile, certificate.CertificateFile);
        certificate.Renew(DateTimeOffset.UtcNow.AddMinutes(-1));
        var warning = Assert.Single(Load(Tls(certificate.CertificateFile, certificate.KeyFile)).Warnings);
        Assert.Contains("has expired", warning.Problem, StringComparison.Ordinal);

        void AssertFault(string file, string key) =>
            Assert.Contains("are no certificate and its key", Assert.Single(Load(Tls(file, key)).Faults).Problem, StringComparison.Ordinal);

        static string Tls(string file, string key) => $"scanout.vnc.tls {{ certificate = \"{file}\", key = \"{key}\" }}";
    }

    [Fact]
    public void A_display_may_be_had_without_TCP()
    {
        var vnc = Load($"scanout.vnc {{ address = \"\", unix = \"{directory.Path}\" }}").Settings!.Vnc;
        Assert.Equal((false, directory.Path), (vnc.ListensOnTcp, vnc.Unix));
        var spice = Load($"scanout.spice {{ address = \"\", unix = \"{directory.Path}\" }}").Settings!.Spice;
        Assert.Equal((false, directory.Path), (spice.ListensOnTcp, spice.Unix));
    }

    [Theory]
    [InlineData("", SharePolicy.AllowExclusive, ControlPolicy.Shared)]
    [InlineData("share = force-shared", SharePolicy.ForceShared, ControlPolicy.Shared)]
    [InlineData("share = ignore, control = single", SharePolicy.Ignore, ControlPolicy.Single)]
    public void Viewers_get_along_as_the_configuration_says(string text, SharePolicy share, ControlPolicy control) =>
        Assert.Equal(new AudienceSettings(share, control), Load($"scanout.vnc {{ {text} }}").Settings!.Vnc.Audience);

    [Fact]
    public void A_policy_that_there_is_none_of_is_a_fault() => Assert.Null(Load("scanout.vnc.share = exclusive").Settings);

    [Fact]
    public void A_display_may_be_named_for_its_vgpu()
    {
        var displays = Load("""
            scanout.displays {
              "vm-17".device = "AABBCCDD-0000-1111-2222-333344445555"
              "vm-18".device = "0000:65:00.4"
            }
            """).Settings!.Displays;
        Assert.Equal(("aabbccdd-0000-1111-2222-333344445555", "0000:65:00.4"), (displays["vm-17"].Device, displays["vm-18"].Device));
    }

    [Theory]
    [InlineData("scanout.displays.vm.device = \"65:00.4\"", "neither the UUID")]
    [InlineData("scanout.displays { a.device = \"0000:65:00.4\", b.device = \"0000:65:00.4\" }", "is the device of a already")]
    public void A_device_that_is_none_or_somebody_elses_is_a_fault(string text, string problem) =>
        Assert.Contains(problem, Assert.Single(Load(text).Faults).Problem, StringComparison.Ordinal);

    [Fact]
    public void A_socket_path_that_is_too_long_for_one_is_a_fault() =>
        Assert.Contains("107 bytes", Assert.Single(Load($"scanout.discovery.handover = \"/{new string('x', 107)}\"").Faults).Problem, StringComparison.Ordinal);

    [Fact]
    public void The_password_may_stand_in_a_file()
    {
        var file = Path.Combine(directory.Path, "password");
        File.WriteAllText(file, "sesame\nsecond line\n");
        Assert.Equal("sesame", Load($"scanout.vnc.password-file = \"{file}\"").Settings!.Vnc.Login.Password);
        File.WriteAllText(file, "");
        Assert.Contains("no password", Assert.Single(Load($"scanout.vnc.password-file = \"{file}\"").Faults).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_line_wins()
    {
        var file = Write("scanout.discovery.demo = 1");
        Assert.Equal(3, SettingsLoader.Load(file, [("scanout.discovery.demo", "3")], Environment).Settings!.Discovery.Demo);
        Assert.Contains(
            "command line", Assert.Single(SettingsLoader.Load(file, [("scanout.discovery.demo", "x")], Environment).Faults).ToString(),
            StringComparison.Ordinal);
    }

    static readonly Dictionary<string, string?> Environment = new() { ["HOSTNAME"] = null };

    SettingsResult Load(string text) => SettingsLoader.Load(
        Write(text), [], text.Contains("HOSTNAME", StringComparison.Ordinal) ? new Dictionary<string, string?> { ["HOSTNAME"] = "host-1" } : Environment);

    string Write(string text)
    {
        var file = Path.Combine(directory.Path, "config.hocon");
        File.WriteAllText(file, text);
        return file;
    }
}
