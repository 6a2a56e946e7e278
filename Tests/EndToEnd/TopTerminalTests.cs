using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

/// <summary><c>scanout top</c> as a person has it: in a terminal, with keys.</summary>
public sealed class TopTerminalTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    readonly StringBuilder shown = new();

    [RealPeerFact("script")]
    public async Task It_draws_sorts_outlives_the_service_and_leaves_the_terminal_as_it_was()
    {
        var service = await ScanoutProcess.ServeAsync("", "--demo", "2");
        using var terminal = Process.Start(new ProcessStartInfo("script", [
            "-qec", $"stty rows 40 cols 160; echo before $(stty -g); {ScanoutProcess.Program} top --interval 200ms --web {service.Web.BaseAddress}; "
            + "echo ended $?; echo after $(stty -g)", "/dev/null"])
        { RedirectStandardInput = true, RedirectStandardOutput = true, Environment = { ["TERM"] = "xterm" } })!;
        try
        {
            await ShowsAsync(terminal, "demo-2");
            Assert.Contains("\e[?25l", shown.ToString(), StringComparison.Ordinal);
            Assert.Contains("q ends", shown.ToString(), StringComparison.Ordinal);
            await TypeAsync(terminal, "v");
            await ShowsAsync(terminal, @"\e\[1;4mviewers");

            var port = service.Web.BaseAddress!.Port;
            Assert.Equal(0, await service.TerminateAsync());
            await ShowsAsync(terminal, "no service answers at");
            await service.DisposeAsync();
            service = await ScanoutProcess.ServeAsync($"scanout.web.port = {port}", "--demo", "3");
            await ShowsAsync(terminal, "demo-3");

            await TypeAsync(terminal, "q");
            await ShowsAsync(terminal, @"after \S+");
        }
        finally
        {
            if (!terminal.HasExited)
                terminal.Kill(entireProcessTree: true);
            await terminal.WaitForExitAsync();
            await service.DisposeAsync();
        }
        var all = Regex.Match(shown.ToString(), @"before (\S+)[^\0]*ended (\d+)[^\0]*after (\S+)");
        Assert.True(all.Success, shown.ToString());
        Assert.Equal("0", all.Groups[2].Value);
        Assert.Equal(all.Groups[1].Value, all.Groups[3].Value);
        Assert.True(
            shown.ToString().LastIndexOf("\e[?25h", StringComparison.Ordinal) > shown.ToString().LastIndexOf("\e[?25l", StringComparison.Ordinal), "the cursor is hidden");
    }

    static async Task TypeAsync(Process terminal, string keys)
    {
        await terminal.StandardInput.WriteAsync(keys);
        await terminal.StandardInput.FlushAsync();
    }

    /// <summary>Reads on until that is shown, of what was not read before.</summary>
    async Task ShowsAsync(Process terminal, string pattern)
    {
        var from = shown.Length;
        var buffer = new char[4096];
        while (!Regex.IsMatch(shown.ToString(from, shown.Length - from), pattern))
        {
            var count = await terminal.StandardOutput.ReadAsync(buffer).AsTask().WaitAsync(Patience);
            Assert.True(count > 0, $"it ended before it showed {pattern}: {shown}");
            shown.Append(buffer, 0, count);
        }
    }
}
