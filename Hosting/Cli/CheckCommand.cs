using System.CommandLine;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout check</c>: reads a configuration as <c>serve</c> would, and tells everything that is wrong with it.</summary>
static class CheckCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The HOCON file." };
        var command = new Command("check", "Validates a configuration: every fault, with its place.") { file };
        command.SetAction(parsed =>
        {
            var loaded = ConfigurationFile.Load(parsed.GetValue(file));
            foreach (var warning in loaded.Warnings)
                Console.Error.WriteLine($"warning: {warning}");
            if (loaded.Settings is null)
                return ConfigurationFile.Report(loaded);
            Console.WriteLine($"{parsed.GetValue(file)}: valid");
            return ExitCodes.Success;
        });
        return command;
    }
}
