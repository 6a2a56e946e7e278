using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary>Users by the command, Unix sockets, and what the configuration says of them.</summary>
public sealed class AccessTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Users_are_added_changed_listed_and_removed()
    {
        var file = Path.Combine(directory.Path, "users");
        Assert.Equal((0, $"alice is added to {file}\n"), await UserAsync("wonder\n", "add", "alice", "--file", file));
        Assert.Equal((0, $"bob is added to {file}\n"), await UserAsync("build\n", "add", "bob", "--view-only", "--file", file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var users = new UserFile(file, new ListLogger());
        Assert.False(users.Find("alice", "wonder")!.IsViewOnly);
        Assert.True(users.Find("bob", "build")!.IsViewOnly);
        Assert.Equal((0, $"alice is changed in {file}\n"), await UserAsync("another\n", "add", "alice", "--file", file));
        Assert.Null(users.Find("alice", "wonder"));
        Assert.NotNull(users.Find("alice", "another"));
        Assert.Equal((0, "alice control\nbob view-only\n"), await UserAsync("", "list", "--file", file));
        Assert.Equal((0, $"bob is removed from {file}\n"), await UserAsync("", "remove", "bob", "--file", file));
        Assert.Equal((1, "scanout: there is no user 'bob' in " + file + "\n"), await UserAsync("", "remove", "bob", "--file", file));
        Assert.Equal((1, "scanout: a password has one character at least\n"), await UserAsync("\n", "add", "carol", "--file", file));
        Assert.Equal(1, (await UserAsync("x\n", "add", "a:b", "--file", file)).ExitCode);
        Assert.Equal([file], Directory.GetFiles(directory.Path));
    }

    [Fact]
    public async Task The_file_of_users_is_the_configurations_and_need_not_be_there_yet()
    {
        var (file, config) = (Path.Combine(directory.Path, "users"), Path.Combine(directory.Path, "config.hocon"));
        File.WriteAllText(config, $"\nscanout.vnc.users = \"{file}\"\n");
        var check = await ScanoutProcess.RunAsync("check", config);
        Assert.Equal(78, check.ExitCode);
        Assert.Matches(
            @"^scanout\.vnc\.users: '.*' can't be read: .*; scanout user add NAME makes it \(.*config\.hocon:2\)\n$", check.Errors);
        Assert.Equal(78, (await ScanoutProcess.RunAsync("serve", "--config", config)).ExitCode);
        Assert.Equal(0, (await UserAsync("wonder\n", "add", "alice", "--config", config)).ExitCode);
        Assert.Equal(0, (await ScanoutProcess.RunAsync("check", config)).ExitCode);
        File.AppendAllText(file, "nonsense\n");
        check = await ScanoutProcess.RunAsync("check", config);
        Assert.Contains("line 2 is not NAME:OPTIONS:PASSWORD", check.Errors, StringComparison.Ordinal);
    }

    [RealPeerFact("script")]
    public async Task At_a_terminal_the_password_is_asked_for_twice_and_not_shown()
    {
        var file = Path.Combine(directory.Path, "users");
        var shown = await AtTerminalAsync("wonder\rwonder\r", $"user add alice --file {file}");
        Assert.Contains("is added to", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("wonder", shown, StringComparison.Ordinal);
        Assert.NotNull(new UserFile(file, new ListLogger()).Find("alice", "wonder"));
        shown = await AtTerminalAsync("one\rother\r", $"user add bob --file {file}");
        Assert.Contains("the two passwords differ", shown, StringComparison.Ordinal);
        Assert.Single(File.ReadAllLines(file));
    }

    [Fact]
    public async Task Each_display_has_a_Unix_socket_for_user_and_group_that_goes_with_the_service()
    {
        var path = Path.Combine(directory.Path, "demo-1.sock");
        // One that is left over from a service that was killed.
        using (var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            stale.Bind(new UnixDomainSocketEndPoint(Path.Combine(directory.Path, "stale")));
            File.Move(Path.Combine(directory.Path, "stale"), path);
        }
        await using var service = await ScanoutProcess.ServeAsync(
            $"scanout.vnc {{ unix = \"{directory.Path}\", address = \"\", password = sesame }}", "--demo", "1");
        Assert.Contains($"scanout: display demo-1 vnc {path}", service.Output);
        Assert.Null((await service.DisplayAsync("demo-1")).Vnc);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await using var stream = new NetworkStream(client);
        Assert.Equal("RFB 003.008\n", Encoding.ASCII.GetString(await ReadAsync(stream, 12)));
        await stream.WriteAsync("RFB 003.008\n"u8.ToArray());
        Assert.Equal([1, 2], await ReadAsync(stream, 2));
        Assert.Contains(service.Errors, line => line.Contains("connected to demo-1 by vnc from unix", StringComparison.Ordinal));

        await using (var second = await ScanoutProcess.ServeAsync(
            $"scanout.vnc {{ unix = \"{directory.Path}\", address = \"\" }}", "--demo", "1"))
            Assert.Contains(second.Errors, line => line.Contains("another program listens at it", StringComparison.Ordinal));
        Assert.True(File.Exists(path));
        Assert.Equal(0, await service.TerminateAsync());
        Assert.False(File.Exists(path));
    }

    static async Task<byte[]> ReadAsync(Stream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(Patience);
        return bytes;
    }

    /// <summary>The exit code, and what was said, on whichever stream.</summary>
    static async Task<(int ExitCode, string Said)> UserAsync(string input, params string[] arguments)
    {
        using var command = Process.Start(new ProcessStartInfo(ScanoutProcess.Program, ["user", .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await command.StandardInput.WriteAsync(input);
        command.StandardInput.Close();
        var (output, errors) = (command.StandardOutput.ReadToEndAsync(), command.StandardError.ReadToEndAsync());
        await command.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (command.ExitCode, await output + await errors);
    }

    /// <summary>What a terminal shows of a command while somebody types.</summary>
    static async Task<string> AtTerminalAsync(string typed, string arguments)
    {
        using var terminal = Process.Start(new ProcessStartInfo("script", ["-qec", $"{ScanoutProcess.Program} {arguments}", "/dev/null"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        var shown = new StringBuilder();
        var buffer = new char[1024];
        foreach (var line in typed.Split('\r', StringSplitOptions.RemoveEmptyEntries))
        {
            // Only what is asked for is typed: a terminal echoes whatever comes before a program has switched that off.
            while (!shown.ToString().TrimEnd().EndsWith(':'))
                shown.Append(buffer, 0, await terminal.StandardOutput.ReadAsync(buffer).AsTask().WaitAsync(Patience));
            await terminal.StandardInput.WriteAsync($"{line}\r");
            await terminal.StandardInput.FlushAsync();
            // The question has been answered: the next one is waited for.
            shown.Append(".\n");
        }
        terminal.StandardInput.Close();
        shown.Append(await terminal.StandardOutput.ReadToEndAsync().WaitAsync(Patience));
        await terminal.WaitForExitAsync().WaitAsync(Patience);
        return shown.ToString();
    }
}
