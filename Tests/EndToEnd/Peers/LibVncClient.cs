using System.Diagnostics;
using Scanout.Tests.Architecture;

namespace Scanout.Tests.EndToEnd.Peers;

/// <summary>A viewer made of LibVNCClient, compiled for a test from <c>vncpicture.c</c>.</summary>
public sealed class LibVncClient
{
    /// <summary>For <see cref="Support.RealPeerFactAttribute"/>.</summary>
    public const string Header = "/usr/include/rfb/rfbclient.h";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly string directory;
    readonly string program;

    LibVncClient(string directory) => (this.directory, program) = (directory, Path.Combine(directory, "vncpicture"));

    public static async Task<LibVncClient> BuildAsync(string directory)
    {
        var viewer = new LibVncClient(directory);
        var source = Path.Combine(SourceTree.Root, "Tests/EndToEnd/Peers/vncpicture.c");
        var (exitCode, errors) = await RunAsync("gcc", "-Wall", "-Werror", "-O1", "-o", viewer.program, source, "-lvncclient");
        Assert.True(exitCode == 0, errors);
        return viewer;
    }

    /// <summary>The picture in an encoding; null, with what the viewer says, where it was not let in.</summary>
    public async Task<(Picture? Picture, string Errors)> CaptureAsync(
        int port, string encoding, string authority = "", string user = "", string password = "")
    {
        var file = Path.Combine(directory, $"{Guid.NewGuid():n}.ppm");
        var (exitCode, errors) = await RunAsync(program, "127.0.0.1", $"{port}", encoding, file, authority, user, password);
        Assert.True(exitCode is 0 or 1, errors);
        return (exitCode == 0 ? Picture.FromPpm(await File.ReadAllBytesAsync(file)) : null, errors);
    }

    static async Task<(int ExitCode, string Errors)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(Patience);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
