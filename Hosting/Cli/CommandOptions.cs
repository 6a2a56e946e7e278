using System.CommandLine;

namespace Scanout.Hosting.Cli;

/// <summary>Options that several commands have.</summary>
static class CommandOptions
{
    public static Option<string?> Config() => new("--config")
    {
        Description = "A HOCON file that is laid over the defaults.", HelpName = "FILE",
    };

    public static Option<string?> Web() => new("--web")
    {
        Description = "The running service's address, where it is not the configuration's.", HelpName = "URL",
    };
}
