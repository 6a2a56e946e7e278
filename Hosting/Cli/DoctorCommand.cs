using System.CommandLine;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Doctor;
using Scanout.Hosting.Web;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Pipeline.Devices.Vfio.Doctor;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout doctor</c>: what on this host stands in the way of a picture and of the service, one line each with the remedy.</summary>
static class DoctorCommand
{
    public static Command Create()
    {
        var config = CommandOptions.Config();
        var root = new Option<string>("--root")
        {
            Description = "Examine the host whose /sys, /proc and /dev are below this directory.", HelpName = "DIR", DefaultValueFactory = _ => "/",
        };
        var strict = new Option<bool>("--strict") { Description = "End with 1 where there is an obstacle." };
        var web = CommandOptions.Web();
        var command = new Command("doctor", "Tells what on this host stands in the way of a picture, and what to do about it.") { root, strict, web, config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var loaded = ConfigurationFile.Load(parsed.GetValue(config));
            if (loaded.Settings is not { } settings)
                return ConfigurationFile.Report(loaded);
            var hasObstacle = false;
            var examination = new HostExamination(
                HostRoots.Under(parsed.GetValue(root)!), settings.NamesByDevice, settings.Discovery.Qemu, TimeProvider.System);
            foreach (var finding in examination.Examine())
                Tell(finding);
            var (isServing, served) = await ServedAsync(parsed.GetValue(web), parsed.GetValue(config), cancellationToken);
            foreach (var finding in Warnings(loaded))
                Tell(finding);
            foreach (var finding in await new SurroundingsExamination(settings, parsed.GetValue(root)!, isServing, TimeProvider.System).ExamineAsync(cancellationToken))
                Tell(finding);
            foreach (var finding in served)
                Tell(finding);
            return hasObstacle && parsed.GetValue(strict) ? ExitCodes.Failure : ExitCodes.Success;

            void Tell(Finding finding)
            {
                hasObstacle |= finding.Severity == Severity.Obstacle;
                Console.WriteLine(LineOf(finding));
            }
        });
        return command;
    }

    static IEnumerable<Finding> Warnings(SettingsResult loaded) =>
        loaded.Warnings.Select(warning => new Finding(Severity.Note, "configuration", warning.ToString()));

    static string LineOf(Finding finding)
    {
        var mark = finding.Severity switch { Severity.Good => "good", Severity.Note => "note", _ => "obstacle" };
        return $"{mark,-8}  {finding.Subject}: {finding.Sentence}{(finding.Remedy is null ? "" : $"; remedy: {finding.Remedy}")}";
    }

    /// <summary>What the running service says of its displays that show no picture, and of their recordings; that there is no service is no fault.</summary>
    static async Task<(bool IsServing, IReadOnlyList<Finding> Findings)> ServedAsync(string? web, string? config, CancellationToken cancellationToken)
    {
        try
        {
            using var service = ApiClient.Of(web, config);
            return (true, [.. (await service.GetDisplaysAsync(cancellationToken)).SelectMany(FindingsOf)]);
        }
        catch (NobodyAnswersException silence)
        {
            return (false, [new Finding(Severity.Note, "service", silence.Message, "scanout serve")]);
        }
        catch (CommandException refusal)
        {
            // It is there, and has its ports, though it does not tell this user.
            return (true, [new Finding(Severity.Note, "service", refusal.Message)]);
        }
    }

    static IEnumerable<Finding> FindingsOf(DisplayRecord display)
    {
        if (display.Reason is not null)
            yield return new(Severity.Obstacle, $"display {display.Name}", $"{display.State}: {display.Reason}");
        if (display.Recorder is { State: "stopped" or "failing" } recorder)
            yield return new(Severity.Obstacle, $"recording of {display.Name}", $"{recorder.State}: {recorder.Reason}");
    }
}
