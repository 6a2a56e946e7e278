using System.CommandLine;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Pipeline.Devices.Vfio.Doctor;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout doctor</c>: what on this host stands in the way of a picture, one line each with the remedy.</summary>
static class DoctorCommand
{
    public static Command Create()
    {
        var config = CommandOptions.Config();
        var root = new Option<string>("--root")
        {
            Description = "Examine the host whose /sys, /proc and /dev are below this directory.", HelpName = "DIR", DefaultValueFactory = _ => "/",
        };
        var web = CommandOptions.Web();
        var command = new Command("doctor", "Tells what on this host stands in the way of a picture, and what to do about it.") { root, web, config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = ConfigurationFile.LoadOrFail(parsed.GetValue(config));
            var examination = new HostExamination(
                HostRoots.Under(parsed.GetValue(root)!), settings.NamesByDevice, settings.Discovery.Qemu, TimeProvider.System);
            foreach (var finding in examination.Examine())
                Console.WriteLine(LineOf(finding));
            foreach (var line in await ServedAsync(parsed.GetValue(web), parsed.GetValue(config), cancellationToken))
                Console.WriteLine(line);
            return ExitCodes.Success;
        });
        return command;
    }

    static string LineOf(Finding finding)
    {
        var mark = finding.Severity switch { Severity.Good => "good", Severity.Note => "note", _ => "obstacle" };
        return $"{mark,-8}  {finding.Subject}: {finding.Sentence}{(finding.Remedy is null ? "" : $"; remedy: {finding.Remedy}")}";
    }

    /// <summary>What the running service says of its displays that show no picture; that there is no service is no fault.</summary>
    static async Task<IEnumerable<string>> ServedAsync(string? web, string? config, CancellationToken cancellationToken)
    {
        try
        {
            using var service = ApiClient.Of(web, config);
            return (await service.GetDisplaysAsync(cancellationToken)).Where(display => display.Reason is not null)
                .Select(display => LineOf(new Finding(Severity.Obstacle, $"display {display.Name}", $"{display.State}: {display.Reason}")));
        }
        catch (CommandException silence)
        {
            return [LineOf(new Finding(Severity.Note, "service", silence.Message, "scanout serve"))];
        }
    }
}
