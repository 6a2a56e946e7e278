using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Playbacks;
using Scanout.Hosting.Web.Access;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Replay;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Web.Playbacks;

/// <summary>
/// <c>/api/playbacks</c>: recordings that are played as displays, and how far they are. To play a display's past, and to control what is
/// played, is for the display's admins.
/// </summary>
static class PlaybackEndpoints
{
    const string DefaultFrom = "-60s";

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static void MapPlaybacks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/playbacks").RequireSignIn().AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (PlaybackRefusedException refusal)
            {
                return Problem(refusal.Status, refusal.Message);
            }
        });
        group.MapGet("", async (
            PlaybackDirectory playbacks, DisplaysRef displays, WebRights rights, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        {
            var addresses = (await displays.ListAsync(cancellationToken)).Displays.ToDictionary(
                display => display.Name, display => DisplayAddress.Of(display.Addresses.Vnc), StringComparer.Ordinal);
            return playbacks.All.Where(played => rights.RoleOf(user, played.Name) >= DisplayRole.View).Select(played => PlaybackRecord.Of(played, addresses.GetValueOrDefault(played.Name)));
        });
        group.MapPost("", PlayPastAsync);
        group.MapGet("{name}", async (
            string name, PlaybackDirectory playbacks, DisplaysRef displays, CancellationToken cancellationToken) =>
            playbacks.Find(name) is { } played ? Results.Ok(await RecordOfAsync(played, displays, cancellationToken)) : Unknown()).RequireView();
        group.MapPost("{name}", ChangeAsync).RequireAdmin();
        group.MapDelete("{name}", EndAsync).RequireAdmin();
    }

    static async Task<IResult> PlayPastAsync(
        HttpContext http, PlaybackDirectory playbacks, DisplaysRef displays, ScanoutSettings settings, WebRights rights, ILogger<PlaybackDirectory> logger,
        CancellationToken cancellationToken)
    {
        var wish = await ReadAsync<PlaybackWish>(http, cancellationToken);
        if (rights.RoleOf(http.User, wish.Display ?? "") < DisplayRole.Admin)
            return AccessRefusal.Of(http);
        var recording = settings.Recording;
        // A name that is valid is no path: it has no slash, and does not begin with a dot.
        if (!DisplayName.IsValid(wish.Display ?? "") || recording.Directory.Length == 0
            || Path.Combine(Path.GetFullPath(recording.Directory), wish.Display!) is var directory && !Directory.Exists(directory))
            return Problem(StatusCodes.Status404NotFound, "nothing has been recorded of a display of that name");
        var played = await playbacks.PlayPastAsync(
            wish.Display!, directory, recording.KeyFile, playback => playback.Seek(MomentOf(wish.From ?? DefaultFrom, playback)),
            cancellationToken);
        var record = await RecordOfAsync(played, displays, cancellationToken);
        logger.PastPlayed(wish.Display!, record.Position, played.Name, PeerText.Of($"{http.Connection.RemoteIpAddress}"));
        return Results.Created($"/api/playbacks/{Uri.EscapeDataString(played.Name)}", record);
    }

    static async Task<IResult> ChangeAsync(
        string name, HttpContext http, PlaybackDirectory playbacks, DisplaysRef displays, CancellationToken cancellationToken)
    {
        if (playbacks.Find(name) is not { } played)
            return Unknown();
        var change = await ReadAsync<PlaybackChange>(http, cancellationToken);
        var playback = played.Playback;
        // Nothing is done of what is nonsense in part.
        if (change.Speed is { } wanted && !Playback.IsSpeed(wanted))
            return Problem(StatusCodes.Status400BadRequest, $"speed is from {Playback.SlowestSpeed} to {Playback.FastestSpeed}");
        TimeSpan? moment = change.Position is { } position ? MomentOf(position, playback) : null;
        if (change.Speed is { } speed)
            playback.Speed = speed;
        if (change.Paused is { } isPaused)
            playback.IsPaused = isPaused;
        if (moment is { } there)
            playback.Seek(there);
        return Results.Ok(await RecordOfAsync(played, displays, cancellationToken));
    }

    static async Task<IResult> EndAsync(
        string name, HttpContext http, PlaybackDirectory playbacks, ILogger<PlaybackDirectory> logger, CancellationToken cancellationToken)
    {
        if (playbacks.Find(name) is not { } played)
            return Unknown();
        if (played.IsLasting)
            return Problem(StatusCodes.Status409Conflict, "it is played for as long as the service runs");
        if (!await playbacks.RemoveAsync(name, "an operator ended its playback", cancellationToken))
            return Unknown();
        logger.PlaybackEnded(played.Name, PeerText.Of($"{http.Connection.RemoteIpAddress}"));
        return Results.NoContent();
    }

    static async Task<PlaybackRecord> RecordOfAsync(PlayedRecording played, DisplaysRef displays, CancellationToken cancellationToken)
    {
        // A list waits for every display to have its port.
        var list = await displays.ListAsync(cancellationToken);
        var display = list.Displays.FirstOrDefault(display => display.Name == played.Name);
        return PlaybackRecord.Of(played, DisplayAddress.Of(display?.Addresses.Vnc));
    }

    static TimeSpan MomentOf(JsonElement position, Playback playback) => position.ValueKind switch
    {
        // More seconds than a year has are beyond any recording.
        JsonValueKind.Number when position.TryGetDouble(out var seconds) && Math.Abs(seconds) < 1e9 =>
            playback.Start + TimeSpan.FromSeconds(seconds),
        JsonValueKind.String => MomentOf(position.GetString()!, playback),
        _ => throw new PlaybackRefusedException($"position is seconds from the start, or {RecordingMoment.Expected}"),
    };

    static TimeSpan MomentOf(string text, Playback playback) => PlaybackMoment.TryParse(text, playback, out var moment)
        ? moment : throw new PlaybackRefusedException($"a moment is {RecordingMoment.Expected}");

    static async Task<T> ReadAsync<T>(HttpContext http, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Json, cancellationToken)
                ?? throw new PlaybackRefusedException("the request's body is null");
        }
        catch (JsonException nonsense)
        {
            throw new PlaybackRefusedException($"the request's body is no JSON of what can be asked for, at {nonsense.Path ?? "$"}", nonsense);
        }
    }

    static IResult Unknown() => Problem(StatusCodes.Status404NotFound, "there is no playback of that name");

    static IResult Problem(int status, string sentence) => Results.Problem(sentence, statusCode: status);
}
