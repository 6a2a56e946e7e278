using Microsoft.AspNetCore.Http;
using Scanout.Hosting.Cluster;

namespace Scanout.Tests.Hosting.Cluster;

public sealed class PassedPathsTests
{
    [Theory]
    [InlineData("GET", "/api/displays", true)]
    [InlineData("GET", "/api/displays/vm/snapshot", true)]
    [InlineData("HEAD", "/api/displays/büro 1/thumbnail", true)]
    [InlineData("GET", "/api/displays/vm/past/picture", true)]
    [InlineData("POST", "/api/displays/vm/past/export", true)]
    [InlineData("POST", "/api/displays/vm/viewers/7/control", true)]
    [InlineData("GET", "/api/wall", true)]
    [InlineData("GET", "/vnc/vm", true)]
    [InlineData("CONNECT", "/spice/vm", true)]
    [InlineData("GET", "/console/vm", true)]
    [InlineData("PUT", "/api/displays/vm/snapshot", false)]
    [InlineData("POST", "/api/displays", false)]
    [InlineData("POST", "/vnc/vm", false)]
    [InlineData("GET", "/vnc", false)]
    [InlineData("GET", "/vnc/vm/more", false)]
    [InlineData("GET", "/vnc/", false)]
    [InlineData("POST", "/api/session", false)]
    [InlineData("POST", "/api/tokens", false)]
    [InlineData("GET", "/api/displays/vm/viewer.vv", true)]
    [InlineData("GET", "/api/displays/vm/token", false)]
    [InlineData("GET", "/api/playbacks", false)]
    [InlineData("GET", "/api/cluster/displays", false)]
    [InlineData("GET", "/hosts/c/api/displays", false)]
    [InlineData("GET", "/metrics", false)]
    [InlineData("GET", "/", false)]
    [InlineData("GET", "/api/displays/../session", false)]
    [InlineData("GET", "/api/displays/./snapshot", false)]
    [InlineData("GET", "/api/displays/vm%2F../snapshot", false)]
    [InlineData("GET", "/api/displays/vm\\x/snapshot", false)]
    [InlineData("GET", "/api/displays//snapshot", false)]
    [InlineData("GET", "/api/displays/vm\n/snapshot", false)]
    public void Only_what_is_of_displays_is_passed_on(string method, string path, bool isPassed) =>
        Assert.Equal(isPassed, PassedPaths.Includes(method, new PathString(path)));

    [Theory]
    [InlineData("/hosts/b/api/displays", "b", "/api/displays")]
    [InlineData("/hosts/b/", "b", "/")]
    [InlineData("/hosts/b", null, null)]
    [InlineData("/host/b/x", null, null)]
    public void A_path_names_its_host(string path, string? host, string? rest)
    {
        Assert.Equal(host is not null, HostPath.TryParse(new PathString(path), out var found, out var behind));
        Assert.Equal((host, rest), (found, behind.Value is { Length: > 0 } text ? text : null));
    }
}
