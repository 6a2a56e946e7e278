using System.Diagnostics;
using System.Text.Json;
using Scanout.Benchmarks.Vnc.Peers;

namespace Scanout.Benchmarks.Wall.Peers;

/// <summary>The built service, whose displays are regions of a folder or its own demos, and what it says of itself.</summary>
sealed class WallService : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly ServerProcess process;
    readonly HttpClient client;

    /// <param name="program">The service, as built.</param>
    /// <param name="folder">For its configuration.</param>
    /// <param name="regions">Where regions are; empty where there are none.</param>
    /// <param name="demos">How many demo displays it has.</param>
    public WallService(string program, string folder, string regions, int demos)
    {
        var configuration = Path.Combine(folder, "wall.hocon");
        File.WriteAllText(configuration, $$"""
            scanout {
              web.port = 0, vnc.ports = "0", spice { ports = "0", tls-ports = "0" }
              discovery { regions = "{{regions}}", mdev = off, demo = {{demos}} }
            }
            """);
        var clock = Stopwatch.StartNew();
        process = new ServerProcess(program, ["serve", "--config", configuration]);
        string? web = null;
        process.WaitFor(line =>
        {
            web ??= line.StartsWith("scanout: web ", StringComparison.Ordinal) ? line["scanout: web ".Length..] : null;
            return line == "scanout: ready" ? line : null;
        });
        UntilReady = clock.Elapsed;
        client = new HttpClient { BaseAddress = new Uri(web!) };
    }

    public Uri Address => client.BaseAddress!;

    /// <summary>From its start to <c>scanout: ready</c>.</summary>
    public TimeSpan UntilReady { get; }

    /// <summary>Of all its threads, as Linux counts it.</summary>
    public TimeSpan ProcessorTime => process.ProcessorTime;

    /// <summary>Waits until so many displays have shown a picture.</summary>
    public void WaitForPictures(int count)
    {
        var clock = Stopwatch.StartNew();
        while (PicturesShown() is var shown && shown < count)
        {
            if (clock.Elapsed > Patience)
                throw new InvalidOperationException($"{shown} of {count} displays have a picture");
            Thread.Sleep(50);
        }
    }

    public void Dispose()
    {
        client.Dispose();
        process.Dispose();
    }

    int PicturesShown()
    {
        using var displays = JsonDocument.Parse(client.GetStringAsync("api/displays").GetAwaiter().GetResult());
        return displays.RootElement.EnumerateArray().Count(display => display.GetProperty("frames").GetInt64() > 0);
    }
}
