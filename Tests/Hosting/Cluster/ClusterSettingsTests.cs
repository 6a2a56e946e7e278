using Scanout.Hosting.Configuration;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Cluster;

public sealed class ClusterSettingsTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void All_of_it_is_read()
    {
        var key = WriteKey();
        var loaded = Load(
            $$"""scanout.cluster { redis = "redis.example:6380,password=x", host = h-1, address = "https://h-1:8080", key-file = "{{key}}", every = 1s, ttl = 5s }""");
        Assert.Empty(loaded.Warnings);
        Assert.Equal(
            new ClusterSettings
            {
                Redis = "redis.example:6380,password=x", Host = "h-1", Address = "https://h-1:8080", KeyFile = key, Every = TimeSpan.FromSeconds(1),
                Ttl = TimeSpan.FromSeconds(5),
            },
            loaded.Settings!.Cluster);
    }

    [Fact]
    public void A_host_is_called_as_its_node_or_its_machine()
    {
        Assert.Equal(Environment.MachineName, Load("").Settings!.Cluster.Name);
        Assert.Equal("n-1", Load("scanout.node = n-1").Settings!.Cluster.Name);
        Assert.Equal("n-1", Load("scanout { node = n-1, cluster.host = \"\" }").Settings!.Cluster.Name);
        Assert.Equal("h-1", Load("scanout { node = n-1, cluster.host = h-1 }").Settings!.Cluster.Name);
    }

    [Fact]
    public void A_cluster_without_a_key_is_warned_of() =>
        Assert.Contains(
            Load("scanout.cluster { redis = \"r:1\", host = a, address = \"http://a\" }").Warnings,
            warning => warning.ToString().StartsWith("scanout.cluster.key-file: is not given", StringComparison.Ordinal));

    [Theory]
    [InlineData("http://h-1.example:8080", true), InlineData("http://192.0.2.1:8080", true)]
    [InlineData("https://h-1.example:8080", false), InlineData("http://127.0.0.1:8080", false)]
    public void An_address_that_others_can_listen_at_is_warned_of(string address, bool isWarnedOf)
    {
        var warnings = Load($$"""scanout.cluster { redis = "r:1", host = a, address = "{{address}}", key-file = "{{WriteKey()}}" }""").Warnings;
        Assert.Equal(isWarnedOf, warnings.Any(warning => warning.ToString().StartsWith($"scanout.cluster.address: '{address}' is no https", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("redis = \"r:1\", host = a", "scanout.cluster.redis: needs cluster.address beside it")]
    [InlineData("redis = \"r:1\", host = \"a b\", address = \"http://a\"", "scanout.cluster.host: 'a b' is no name of a host")]
    [InlineData("redis = \",ssl=perhaps\", host = a, address = \"http://a\"", "scanout.cluster.redis: is not understood")]
    [InlineData("redis = \"ssl=true\", host = a, address = \"http://a\"", "scanout.cluster.redis: names no server")]
    [InlineData("address = \"ftp://a\"", "scanout.cluster.address: 'ftp://a' is no URL")]
    [InlineData("address = \"http://a/x\"", "scanout.cluster.address: 'http://a/x' is no URL")]
    [InlineData("address = \"http://u:p@a\"", "scanout.cluster.address: 'http://u:p@a' is no URL")]
    [InlineData("key-file = \"/nowhere\"", "scanout.cluster.key-file: '/nowhere' is not there")]
    [InlineData("every = 1ms", "scanout.cluster.every: '1ms' is no duration")]
    [InlineData("ttl = 5s", "scanout.cluster.ttl: is shorter than 3 times every")]
    [InlineData("tll = 5s", "scanout.cluster.tll: is an unknown key; did you mean ttl?")]
    public void What_is_wrong_is_told_with_path_and_place(string text, string fault)
    {
        var told = Assert.Single(Load($"\nscanout.cluster {{ {text} }}\n").Faults).ToString();
        Assert.Contains(fault, told, StringComparison.Ordinal);
        Assert.Matches(@"\(.*config\.hocon:2\)$", told);
    }

    string WriteKey()
    {
        var key = Path.Combine(directory.Path, "key");
        File.WriteAllBytes(key, new byte[32]);
        File.SetUnixFileMode(key, UnixFileMode.UserRead);
        return key;
    }

    SettingsResult Load(string text)
    {
        var file = Path.Combine(directory.Path, "config.hocon");
        File.WriteAllText(file, text);
        return SettingsLoader.Load(file, [], new Dictionary<string, string?>());
    }
}
