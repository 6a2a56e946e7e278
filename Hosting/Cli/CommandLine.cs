using System.CommandLine;
using System.Net.Sockets;
using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Cli;

/// <summary>The program's commands, and how what goes wrong in them is told: one line on standard error and an exit code.</summary>
static class CommandLine
{
    public static RootCommand Create() => new("Captures the displays of a host's virtual machines and hands them on to viewers.")
    {
        ServeCommand.Create(),
        DisplaysCommand.Create(),
        TopCommand.Create(),
        ViewersCommand.Create(),
        RecordingsCommand.Create(),
        PlayCommand.Create(),
        ReplayCommand.Create(),
        DoctorCommand.Create(),
        CheckCommand.Create(),
        SnapshotCommand.Create(),
        ExportCommand.Create(),
        InfoCommand.Create(),
        VerifyCommand.Create(),
        RepairCommand.Create(),
        DemoRegionCommand.Create(),
        UserCommand.Create(),
        TokenCommand.Create(),
    };

    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Create().Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"scanout: {parsed.Errors[0].Message} (see scanout --help)");
            return ExitCodes.BadUsage;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception failure) when (
            failure is CommandException or RecordingException or IOException or UnauthorizedAccessException or HttpRequestException or SocketException)
        {
            Console.Error.WriteLine($"scanout: {failure.Message}");
            return ExitCodes.Failure;
        }
    }
}
