using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
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
    [InlineData("GET", "/console/vm", false)]
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
    [InlineData("GET", "/api/displays/100%/snapshot", true)]
    [InlineData("GET", "/api/displays/vm\\x/snapshot", true)]
    [InlineData("GET", "/api/displays//snapshot", false)]
    [InlineData("GET", "/api/displays/vm\n/snapshot", false)]
    public void Only_what_is_of_displays_is_passed_on(string method, string path, bool isPassed) =>
        Assert.Equal(isPassed, PassedPaths.Includes(method, new PathString(path)));

    [Theory]
    [InlineData("/api/displays/vm 1/snapshot", "?width=9", "/api/displays/vm%201/snapshot?width=9")]
    [InlineData("/api/displays/100%/snapshot", "", "/api/displays/100%25/snapshot")]
    [InlineData("/api/displays/a\\b/snapshot", "", "/api/displays/a%5Cb/snapshot")]
    [InlineData("/api/displays/a%2Fb/snapshot", "", "/api/displays/a%252Fb/snapshot")]
    [InlineData("/api/displays/%2e%2e/snapshot", "", "/api/displays/%252e%252e/snapshot")]
    [InlineData("/api/displays/a?b#c;d=é/snapshot", "?at=1%2F2", "/api/displays/a%3Fb%23c%3Bd%3D%C3%A9/snapshot?at=1%2F2")]
    public void Each_part_of_a_path_goes_on_as_it_is_here(string path, string query, string sent) =>
        Assert.Equal($"http://b:8080{sent}", HostPath.At(new Uri("http://b:8080/"), new PathString(path), new QueryString(query)).AbsoluteUri);

    [Theory]
    [InlineData("/hosts/b/api/displays/a%2Fb/snapshot", true), InlineData("/hosts/b/api/displays/a%2fb/snapshot?x=1", true)]
    [InlineData("/hosts/b/api/displays/a%252Fb/snapshot", false), InlineData("/hosts/b/api/displays/a/past?at=1%2F2", false)]
    public void A_slash_that_is_encoded_once_is_seen(string target, bool isOne)
    {
        var http = new DefaultHttpContext();
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        Assert.Equal(isOne, HostPath.HasEncodedSlash(http));
    }

    [Theory]
    [InlineData("/api/displays/vm/past/export", true), InlineData("/api/displays/vm/past", false), InlineData("/api/displays/export/past/picture", false)]
    public void An_export_takes_its_time(string path, bool isOne) => Assert.Equal(isOne, PassedPaths.IsExport(new PathString(path)));

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
