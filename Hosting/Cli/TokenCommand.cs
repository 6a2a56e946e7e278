using System.CommandLine;
using Scanout.Hosting.Web;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout token</c>: has the running service make a token that lets one viewer in to one display, once.</summary>
static class TokenCommand
{
    public static Command Create()
    {
        var display = new Argument<string>("DISPLAY") { Description = "The display's name." };
        var viewOnly = new Option<bool>("--view-only") { Description = "Its holder may watch and not control." };
        var expires = new Option<string>("--expires")
        {
            Description = "Until when it is good: +N seconds from now, N seconds since 1970, now, or never.", HelpName = "WHEN",
            DefaultValueFactory = _ => "+300",
        };
        expires.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !Expiry.TryParse(result.Tokens[0].Value, out _))
                result.AddError("--expires takes +N, N, now or never");
        });
        var web = CommandOptions.Web();
        var config = CommandOptions.Config();
        var command = new Command(
            "token",
            "Prints a token that lets one viewer in, once: as the password, by SPICE or by VNC with any name; or as /vnc/DISPLAY?token=TOKEN.")
        {
            display, viewOnly, expires, web, config,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var service = ApiClient.Of(parsed.GetValue(web), parsed.GetValue(config));
            var made = await service.MakeTokenAsync(
                new TokenWish(parsed.GetValue(display), parsed.GetValue(viewOnly), parsed.GetValue(expires)), cancellationToken);
            Console.WriteLine(made.Token);
            return ExitCodes.Success;
        });
        return command;
    }
}
