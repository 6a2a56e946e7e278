using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scanout.Hosting.Cli;
using Scanout.Hosting.Cli.Top;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Recordings;
using Spectre.Console;

namespace Scanout.Tests.Hosting.Cli.Top;

public sealed class TopTests
{
    const string Before = """
        scanout_frames_captured_total{display="a"} 100
        scanout_frames_captured_total{display="b"} 5
        scanout_encoded_bytes_total{display="a",sink="vnc",encoding="zrle"} 1000
        process_cpu_seconds_total 10
        """;

    const string Now = """
        scanout_frames_captured_total{display="a"} 160
        scanout_frames_captured_total{display="b"} 1
        scanout_encoded_bytes_total{display="a",sink="vnc",encoding="zrle"} 3000
        scanout_encoded_bytes_total{display="a",sink="vnc",encoding="tight"} 2000
        scanout_recording_bytes_total{display="a"} 500
        scanout_capture_to_wire_seconds_bucket{display="a",le="0.01"} 50
        scanout_capture_to_wire_seconds_bucket{display="a",le="+Inf"} 50
        scanout_recording_stored_bytes 1500000
        process_cpu_seconds_total 11
        process_resident_memory_bytes 200000000
        """;

    [Fact]
    public void Rates_are_what_changed_between_two_samples_and_a_service_that_began_anew_has_none_below_nothing()
    {
        var view = TopView.Of(Sample(0, Before), Sample(2, Now), TopOrder.Name);
        Assert.Equal(["a", "b"], view.Rows.Select(row => row.Display.Name));
        var row = view.Rows[0];
        Assert.Equal(30, row.FramesPerSecond);
        Assert.Equal([("recording", 250.0), ("vnc", 2000.0)], row.BytesPerSecond);
        Assert.Equal(5.0, row.Median!.Value.TotalMilliseconds, 3);
        Assert.Equal(9.9, row.Slowest!.Value.TotalMilliseconds, 3);
        Assert.Equal((0, (TimeSpan?)null), (view.Rows[1].FramesPerSecond, view.Rows[1].Slowest));
        Assert.Equal((0.5, 2e8, 1, 1.5e6), (view.Cores, view.MemoryBytes, view.Recorded, view.StoredBytes));
    }

    [Theory]
    [InlineData(TopOrder.Name, "a b"), InlineData(TopOrder.Rate, "a b"), InlineData(TopOrder.Frames, "b a"), InlineData(TopOrder.Viewers, "b a")]
    [InlineData(TopOrder.Bytes, "a b"), InlineData(TopOrder.Latency, "a b"), InlineData(TopOrder.State, "b a")]
    public void Displays_are_sorted_by_what_was_asked_for(object order, string names) =>
        Assert.Equal(names, string.Join(' ', TopView.Of(Sample(0, Before), Sample(2, Now), (TopOrder)order).Rows.Select(row => row.Display.Name)));

    [Fact]
    public void A_table_shows_names_as_text_and_says_how_many_are_not_shown()
    {
        var view = TopView.Of(Sample(0, Before), Sample(2, Now), TopOrder.Bytes);
        var first = view.Rows[0] with { Display = view.Rows[0].Display with { Name = "[red]a\e[2J" } };
        var text = Drawn(TopTable.Of(view with { Rows = [first, view.Rows[1]] }, TopOrder.Bytes, mostRows: 1));
        Assert.Contains("[red]a\\u{1b}[2J", text);
        Assert.Contains("recording 250 B vnc 2.0 kB", text);
        Assert.Contains("5.0 ms", text);
        Assert.Contains("50 % of a core, 200.0 MB of memory; 1 recorded, 1.5 MB of recordings", text);
        Assert.Contains("and 1 more", text);
    }

    [Fact]
    public async Task Once_asks_a_service_twice_and_writes_one_plain_table()
    {
        await using var service = await ScriptedAsync();
        var (text, asked) = (new StringWriter(), new Uri(service.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
        using var client = new ApiClient(asked);
        await new TopScreen(client, TimeSpan.FromMilliseconds(1), ConsoleTo(text), TimeProvider.System).ShowOnceAsync(CancellationToken.None);
        Assert.Matches("a +live +640×480 ", text.ToString());
        Assert.DoesNotContain('\e', text.ToString());
    }

    [Theory]
    [InlineData("", true), InlineData("--interval 500ms --once", true), InlineData("--sort latency", true)]
    [InlineData("--interval 1ms", false), InlineData("--interval soon", false), InlineData("--sort beauty", false)]
    public void What_the_command_understands(string arguments, bool isUnderstood) => Assert.Equal(
        isUnderstood, TopCommand.Create().Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Errors.Count == 0);

    static TopSample Sample(int second, string metrics) => new(TimeSpan.FromSeconds(second), Displays, PrometheusText.Parse(metrics));

    static DisplayRecord[] Displays =>
    [
        new("b", "", "idle", null, "demo", 0, 0, "", 900, 0, 3, null, null, false),
        new("a", "", "live", null, "demo", 640, 480, "XR24", 100, 60, 1, null, null, true, new RecorderRecord("recording", null, "/a.scanout", null, 5)),
    ];

    static async Task<WebApplication> ScriptedAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var service = builder.Build();
        service.MapGet("/api/displays", () => Displays);
        service.MapGet("/metrics", () => Results.Text(Now));
        await service.StartAsync();
        return service;
    }

    static string Drawn(Spectre.Console.Rendering.IRenderable drawing)
    {
        var text = new StringWriter();
        ConsoleTo(text).Write(drawing);
        return text.ToString();
    }

    static IAnsiConsole ConsoleTo(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 1000;
        return console;
    }
}
