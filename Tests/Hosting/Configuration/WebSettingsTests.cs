using Scanout.Hosting.Configuration;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Configuration;

/// <summary>Who may do what on the web, as the configuration says.</summary>
public sealed class WebSettingsTests : IDisposable
{
    readonly TemporaryDirectory directory = new();
    readonly string users;

    public WebSettingsTests()
    {
        users = Path.Combine(directory.Path, "users");
        File.WriteAllText(users, "");
    }

    public void Dispose() => directory.Dispose();

    [Fact]
    public void The_users_are_those_of_vnc_unless_it_has_its_own()
    {
        var other = Path.Combine(directory.Path, "others");
        File.WriteAllText(other, "");
        Assert.Null(Load("").Settings!.Web.Users);
        Assert.Equal(users, Load($"vnc.users = \"{users}\"").Settings!.Web.Users);
        Assert.Equal(other, Load($"vnc.users = \"{users}\"\n web.users = \"{other}\"").Settings!.Web.Users);
    }

    [Fact]
    public void A_session_has_a_limit_and_browsers_may_come_by_another_address()
    {
        var usual = Load("").Settings!.Web;
        Assert.Equal((TimeSpan.FromDays(7), null, true, false), (usual.SessionLimit, usual.External, usual.HasOperators, usual.IsSecure));
        var web = Load("web { session-limit = 2d, external = \"https://scanout.example/\", operators = off }").Settings!.Web;
        Assert.Equal(
            (TimeSpan.FromDays(2), new Uri("https://scanout.example"), false, true), (web.SessionLimit, web.External, web.HasOperators, web.IsSecure));
        Assert.Contains(
            "is shorter than session", Assert.Single(Load("web { session = 3h, session-limit = 2h }").Warnings).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Roles_are_read_with_their_patterns()
    {
        var web = Load($$"""
            web { users = "{{users}}", session = 20m, metrics = open, roles = [
              { users = ["alice"], displays = ["*"], role = admin }
              { users = ["ops-*", bob], displays = ["vm-1*", "host/vm"], role = control }
            ] }
            """).Settings!.Web;
        Assert.Equal((TimeSpan.FromMinutes(20), true), (web.Session, web.AreMetricsOpen));
        Assert.Equal(
            ["alice: * Admin", "ops-* bob: vm-1* host/vm Control"],
            web.Roles.Select(grant => $"{string.Join(' ', grant.Users)}: {string.Join(' ', grant.Displays)} {grant.Role}"));
    }

    [Theory]
    [InlineData("session = 1s", "scanout.web.session: '1s' is no duration")]
    [InlineData("session-limit = 1s", "scanout.web.session-limit: '1s' is no duration")]
    [InlineData("external = \"http://scanout.example\"", "scanout.web.external: 'http://scanout.example' is no origin such as https://")]
    [InlineData("external = \"https://scanout.example/wall\"", "scanout.web.external: 'https://scanout.example/wall' is no origin")]
    [InlineData("external = scanout", "scanout.web.external: 'scanout' is no origin")]
    [InlineData("operators = maybe", "scanout.web.operators: ")]
    [InlineData("metrics = on", "scanout.web.metrics: 'on' is none of signed-in, open")]
    [InlineData("roles = admin", "scanout.web.roles: is no array of objects")]
    [InlineData("roles = [admin]", "scanout.web.roles: is no array of objects")]
    [InlineData("roles = [{ users = [a], displays = [b], role = root }]", "scanout.web.roles[0].role: 'root' is none of view, control, admin")]
    [InlineData("roles = [{ users = [a], displays = [b], role = view }, { displays = [b], role = view }]", "scanout.web.roles[1].users: names nobody")]
    [InlineData("roles = [{ users = [a], displays = [], role = view }]", "scanout.web.roles[0].displays: names nobody and nothing")]
    [InlineData("roles = [{ users = [a], displays = [b], rol = view, role = view }]", "scanout.web.roles[0].rol: is an unknown key; did you mean role?")]
    public void What_is_wrong_is_told(string text, string fault) => Assert.Contains(
        fault, Assert.Single(Load($"web {{ users = \"{users}\" }}\n web {{ {text} }}").Faults).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Roles_without_users_are_a_fault() => Assert.Contains(
        "scanout.web.roles: are given without users", Assert.Single(Load("web.roles = [{ users = [a], displays = [b], role = view }]").Faults).ToString(),
        StringComparison.Ordinal);

    [Fact]
    public void Others_may_reach_the_web_with_TLS_and_users_and_else_by_the_operators_will()
    {
        var certificate = new TestCertificate(directory.Path);
        var tls = $"tls {{ certificate = \"{certificate.CertificateFile}\", key = \"{certificate.KeyFile}\" }}";
        Assert.NotNull(Load($"web {{ address = \"0.0.0.0\", users = \"{users}\", {tls} }}").Settings);
        Assert.NotNull(Load($"vnc.users = \"{users}\"\n web {{ address = \"0.0.0.0\", {tls} }}").Settings);
        Assert.NotNull(Load("web { address = \"0.0.0.0\", insecure = on }").Settings);
        AssertFault("without TLS", $"web {{ address = \"0.0.0.0\", users = \"{users}\" }}");
        AssertFault("without being asked who they are", $"web {{ address = \"0.0.0.0\", {tls} }}");

        void AssertFault(string problem, string text) =>
            Assert.Contains(problem, Assert.Single(Load(text).Faults).Problem, StringComparison.Ordinal);
    }

    SettingsResult Load(string text)
    {
        var file = Path.Combine(directory.Path, "config.hocon");
        File.WriteAllText(file, $"scanout {{\n {text}\n}}\n");
        return SettingsLoader.Load(file, [], new Dictionary<string, string?> { ["HOSTNAME"] = null });
    }
}
