using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scanout.Tests.Architecture;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>
/// A viewer made of spice-gtk's own client library (<c>spicegtk.py</c>): what remote-viewer, virt-manager and GNOME Boxes draw with.
/// One test's, one question at a time.
/// </summary>
public sealed class SpiceGtk : IAsyncDisposable
{
    /// <summary>For <see cref="RealPeerFactAttribute"/>: Debian's Python, for which the bindings are, and the bindings.</summary>
    public const string Python = "/usr/bin/python3", Bindings = "/usr/lib/x86_64-linux-gnu/girepository-1.0/SpiceClientGLib-2.0.typelib";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly Process process;
    readonly Task<string> errors;
    readonly string directory;

    SpiceGtk(Process process, string directory) =>
        (this.process, errors, this.directory) = (process, process.StandardError.ReadToEndAsync(), directory);

    /// <summary>Connects, with properties of the session as spice-gtk names them: <c>port</c>, <c>ca-file</c>, ...</summary>
    public static SpiceGtk Start(string directory, params (string Name, object Value)[] properties)
    {
        var session = new JsonObject { ["host"] = "localhost" };
        foreach (var (name, value) in properties)
            session[name] = JsonSerializer.SerializeToNode(value is int port ? $"{port}" : value);
        var script = Path.Combine(SourceTree.Root, "Tests/EndToEnd/Peers/spicegtk.py");
        return new SpiceGtk(
            Process.Start(new ProcessStartInfo(Python, [script, session.ToJsonString()])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            })!, directory);
    }

    public static SpiceGtk Start(string directory, int port, string password = "") =>
        Start(directory, ("port", port), ("password", password));

    public bool HasExited => process.HasExited;

    /// <summary>All that it knows.</summary>
    public async Task<SpiceGtkState> StateAsync() =>
        JsonSerializer.Deserialize<SpiceGtkState>(await AskAsync("state"), JsonSerializerOptions.Web)!;

    /// <summary>The surface as its library has drawn it; null where there is none.</summary>
    public async Task<Picture?> PictureAsync()
    {
        var file = Path.Combine(directory, $"{Guid.NewGuid():n}.ppm");
        if (await AskAsync($"picture {file}") == "none")
            return null;
        var picture = Picture.FromPpm(await File.ReadAllBytesAsync(file));
        File.Delete(file);
        return picture;
    }

    /// <summary>The cursor's shape: red, green, blue, alpha; null where it has none.</summary>
    public async Task<byte[]?> CursorAsync()
    {
        var file = Path.Combine(directory, $"{Guid.NewGuid():n}.cursor");
        return await AskAsync($"cursor {file}") == "none" ? null : await File.ReadAllBytesAsync(file);
    }

    /// <summary>Does what one of the script's commands says.</summary>
    public async Task DoAsync(string command) => Assert.Equal("ok", await AskAsync(command));

    public async Task<SpiceGtkState> WaitAsync(Predicate<SpiceGtkState> isExpected, string what)
    {
        SpiceGtkState? last = null;
        await Wait.UntilAsync(async () => isExpected(last = await StateAsync()), Patience, () => $"{what}: {last}");
        return last!;
    }

    /// <summary>Waits until it shows exactly the picture that is expected of it, by the server's word that it may.</summary>
    public async Task ShowsAsync(Func<Task<Picture>> expected, string what)
    {
        var differing = -1;
        await Wait.UntilAsync(
            async () =>
            {
                if (await PictureAsync() is not { } shown || !(await StateAsync()).Mark)
                    return false;
                differing = shown.CountDifferences(await expected());
                return differing == 0;
            },
            Patience, () => $"{what}: {differing} pixels differ; it {(HasExited ? "has ended" : "runs")}");
    }

    public Task ShowsAsync(TestRegion region, string what) => ShowsAsync(() => Task.FromResult(region.Expected()), what);

    async Task<string> AskAsync(string command)
    {
        await process.StandardInput.WriteLineAsync(command);
        await process.StandardInput.FlushAsync();
        var answer = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.True(answer is not null, answer is null ? $"spice-gtk has ended: {await errors}" : "");
        return answer!;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
