using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Screens;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Configuration;

public sealed class TelemetrySettingsTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void What_makes_a_screen_black_or_frozen_is_read()
    {
        var screen = Load("""
            scanout.screen {
              settle = 2s, black { level = 30, lit = 7 }, lively { changes = 3, within = 20s }, frozen-after = 5m, text { colours = 8, cells = 90 }
            }
            """).Settings!.Screen;
        Assert.Equal(
            new ScreenSettings
            {
                Settle = TimeSpan.FromSeconds(2), BlackLevel = 30, BlackLit = 7, LivelyChanges = 3, LivelyWithin = TimeSpan.FromSeconds(20),
                FrozenAfter = TimeSpan.FromMinutes(5), TextColours = 8, TextCells = 90,
            },
            screen);
    }

    [Fact]
    public void Whom_telemetry_goes_to_is_read()
    {
        var telemetry = Load("""
            scanout.telemetry {
              otlp = "https://collector.example:4317/here", protocol = grpc, headers { Authorization = "Bearer a=b", x-scope = 1 }, interval = 1m
              traces { every = 0, slower-than = 50ms }
            }
            """).Settings!.Telemetry;
        Assert.Equal(("https://collector.example:4317/here", true), (telemetry.Otlp!.AbsoluteUri, telemetry.IsGrpc));
        Assert.Equal([("Authorization", "Bearer a=b"), ("x-scope", "1")], telemetry.Headers.Select(header => (header.Key, header.Value)));
        Assert.Equal(
            (TimeSpan.FromMinutes(1), 0, TimeSpan.FromMilliseconds(50)), (telemetry.Interval, telemetry.TraceEvery, telemetry.TraceSlowerThan));
    }

    [Fact]
    public void Nothing_is_sent_to_anybody_unless_it_is_asked_for()
    {
        var settings = Load("").Settings!;
        Assert.Equal(new ScreenSettings(), settings.Screen);
        Assert.Equal(new TelemetrySettings { Headers = settings.Telemetry.Headers }, settings.Telemetry);
        Assert.Null(settings.Telemetry.Otlp);
        Assert.Empty(settings.Telemetry.Headers);
    }

    [Theory]
    [InlineData("scanout.screen.settle = 0s", "scanout.screen.settle: '0s' is no duration")]
    [InlineData("scanout.screen.black.level = 255", "scanout.screen.black.level: '255' is no whole number from 0 to 254")]
    [InlineData("scanout.screen.black.lit = some", "scanout.screen.black.lit: 'some' is no whole number")]
    [InlineData("scanout.screen.lively.changes = 1", "scanout.screen.lively.changes: '1' is no whole number from 2 to 1000")]
    [InlineData("scanout.screen.frozen-after = 7s", "scanout.screen.frozen-after: is shorter than lively.within")]
    [InlineData("scanout.screen.text.cels = 98", "scanout.screen.text.cels: is an unknown key; did you mean cells?")]
    [InlineData("scanout.telemetry.otlp = \"collector:4318\"", "scanout.telemetry.otlp: 'collector:4318' is no address")]
    [InlineData("scanout.telemetry.otlp = \"http://user:secret@collector\"", "scanout.telemetry.otlp: ")]
    [InlineData("scanout.telemetry.protocol = udp", "scanout.telemetry.protocol: 'udp' is none of http, grpc")]
    [InlineData("scanout.telemetry.headers { \"a b\" = c }", "scanout.telemetry.headers.a b: is no name of an HTTP header")]
    [InlineData("scanout.telemetry.headers.token = \"a\\nb\"", "scanout.telemetry.headers.token: is empty, or has a comma or what")]
    [InlineData("scanout.telemetry.headers.token = \"a, b\"", "scanout.telemetry.headers.token: is empty, or has a comma or what")]
    [InlineData("scanout.telemetry.traces.every = -1", "scanout.telemetry.traces.every: '-1' is no whole number")]
    [InlineData("scanout.telemetry.trace = 1", "scanout.telemetry.trace: is an unknown key; did you mean traces?")]
    public void What_is_wrong_is_told_with_path_and_place(string text, string fault)
    {
        var told = Assert.Single(Load($"\n{text}\n").Faults).ToString();
        Assert.Contains(fault, told, StringComparison.Ordinal);
        Assert.Matches(@"\(.*config\.hocon:2\)$", told);
    }

    SettingsResult Load(string text)
    {
        var file = Path.Combine(directory.Path, "config.hocon");
        File.WriteAllText(file, text);
        return SettingsLoader.Load(file, [], new Dictionary<string, string?>());
    }
}
