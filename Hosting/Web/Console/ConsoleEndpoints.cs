using Scanout.Hosting.Web.Access;
using Scanout.Hosting.Web.Wall;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting.Web.Console;

/// <summary>
/// <c>/console/NAME</c>, the page of a display, and what it asks for beside the picture: who is here, and control for itself or from itself.
/// </summary>
static class ConsoleEndpoints
{
    public static void AddConsole(this IServiceCollection services) => services.AddSingleton<ConsoleSeats>();

    public static void MapConsole(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/console/{name}", "console.html");
        routes.MapGet("/api/displays/{name}/viewers", TellAsync).RequireView();
        routes.MapPost("/api/displays/{name}/control", Take).RequireControl();
        routes.MapDelete("/api/displays/{name}/control", LetGo).RequireControl();
    }

    static async Task<IResult> TellAsync(
        string name, string? console, DisplaysRef displays, AudienceDirectory audiences, ConsoleSeats consoles, ViewerCounts counts,
        RecordingBoard recordings, HttpContext http, CancellationToken cancellationToken)
    {
        if (await displays.FindAsync(name, cancellationToken) is not { } status)
            return NoDisplay.Problem();
        http.Response.Headers.CacheControl = "no-store";
        var (display, audience, own) = (DisplayRecord.Of(status, counts, recordings), audiences.Of(name), consoles.Find(console, name));
        return Results.Ok(new ConsoleRecord(
            name, display.State, display.Reason, display.Width, display.Height, display.Recording, display.Vnc is not null,
            display.Spice is not null, audience.Input is not null,
            [.. audience.Seats.Select(seat => ConsoleViewer.Of(seat, own, consoles.Has(seat.Entry.Number)))]));
    }

    /// <summary>Control for the console itself, or, from one that has it, for another viewer.</summary>
    static IResult Take(string name, string? console, long? to, AudienceDirectory audiences, ConsoleSeats consoles)
    {
        if (consoles.Find(console, name) is not { } own)
            return NoConsole();
        if (to is null || to == own.Entry.Number)
            return own.TryControl() ? Results.NoContent() : Conflict("you may only watch here");
        if (!own.IsControlling)
            return Conflict("who gives control has it");
        if (audiences.Find(to.Value) is not { } other || other.Display != name)
            return Results.Problem("there is no viewer of that number", statusCode: StatusCodes.Status404NotFound);
        if (!other.TryControl())
            return Conflict("that viewer may only watch");
        own.LetGo();
        return Results.NoContent();
    }

    static IResult LetGo(string name, string? console, ConsoleSeats consoles)
    {
        if (consoles.Find(console, name) is not { } own)
            return NoConsole();
        own.LetGo();
        return Results.NoContent();
    }

    static IResult NoConsole() => Results.Problem("this console is not connected", statusCode: StatusCodes.Status404NotFound);

    static IResult Conflict(string sentence) => Results.Problem(sentence, statusCode: StatusCodes.Status409Conflict);
}
