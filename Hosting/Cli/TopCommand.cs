using System.CommandLine;
using Scanout.Hosting.Cli.Top;
using Scanout.Hosting.Configuration.Hocon;
using Spectre.Console;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout top</c>: the running service's displays and what they cost, live in the terminal.</summary>
static class TopCommand
{
    static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        var interval = new Option<string>("--interval") { Description = "Between two looks, such as 500ms.", HelpName = "TIME", DefaultValueFactory = _ => "1s" };
        interval.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!HoconUnits.TryDuration(result.Tokens[0].Value, out var given) || given < Shortest))
                result.AddError("--interval takes a duration from 100ms on, such as 2s");
        });
        var once = new Option<bool>("--once") { Description = "Show one plain table, and end." };
        var sort = new Option<TopOrder>("--sort") { Description = "What displays are sorted by." };
        var config = CommandOptions.Config();
        var web = CommandOptions.Web();
        var command = new Command("top", "Shows the running service's displays, and what they cost.") { interval, once, sort, web, config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            _ = HoconUnits.TryDuration(parsed.GetValue(interval)!, out var period);
            using var service = ApiClient.Of(parsed.GetValue(web), parsed.GetValue(config));
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var signal = TerminationSignal.Cancelling(ending);
            // Into a file or a pipe a row is a line, however long.
            if (Console.IsOutputRedirected)
                AnsiConsole.Profile.Width = 1000;
            var screen = new TopScreen(service, period, AnsiConsole.Console, TimeProvider.System) { Order = parsed.GetValue(sort) };
            try
            {
                await (parsed.GetValue(once) || Console.IsOutputRedirected || Console.IsInputRedirected
                    ? screen.ShowOnceAsync(ending.Token) : screen.ShowAsync(ending.Token));
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // It was told to end, which it does in good order.
            }
            return ExitCodes.Success;
        });
        return command;
    }
}
