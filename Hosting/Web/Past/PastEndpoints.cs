using Microsoft.Net.Http.Headers;
using Scanout.Hosting.Playbacks;
using Scanout.Hosting.Web.Access;
using Scanout.Hosting.Web.Viewers;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Web.Past;

/// <summary><c>/api/displays/NAME/past</c>: what was recorded of a display, the picture of any moment of it, and videos to be downloaded.</summary>
static class PastEndpoints
{
    const int DefaultBuckets = 600;
    const int MaxBuckets = 4000;

    public static void AddPast(this IServiceCollection services)
    {
        services.AddSingleton(provider => new PastShelf(
            provider.GetRequiredService<Configuration.ScanoutSettings>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PastActivities>();
        services.AddSingleton(provider => new PastExports(
            provider.GetRequiredService<PastShelf>(), provider.GetRequiredService<TimeProvider>()));
    }

    public static void MapPast(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/displays/{name}/past").AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (PlaybackRefusedException refusal)
            {
                return Results.Problem(refusal.Message, statusCode: refusal.Status);
            }
        }).RequireView();
        group.MapGet("", TellAsync);
        group.MapGet("picture", ShowAsync);
        group.MapGet("activity", FindActivityAsync);
        group.MapGet("export", ExportAsync);
    }

    static async Task<IResult> TellAsync(
        string name, string? from, string? to, int? buckets, HttpContext http, PastShelf shelf, PastActivities activities, PastExports exports,
        CancellationToken cancellationToken)
    {
        if (buckets is < 1 or > MaxBuckets)
            throw BadRequest($"buckets is from 1 to {MaxBuckets}");
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Ok(await shelf.UseAsync(name, Tell, cancellationToken));

        PastRecord Tell(PastReader reader)
        {
            var timeline = reader.Timeline;
            var first = from is null ? timeline.Start : MomentOf(from, reader);
            var last = to is null ? timeline.End : MomentOf(to, reader);
            if (last < first)
                throw BadRequest("to is before from");
            var values = activities.Between(reader, first, last, buckets ?? DefaultBuckets, cancellationToken);
            return new PastRecord(
                reader.WallClock(timeline.Start), reader.WallClock(timeline.End), timeline.IsGrowing,
                [
                    .. timeline.Gaps.Where(gap => gap.From < last && gap.To > first).Select(gap => new PastGap(
                        reader.WallClock(gap.From), reader.WallClock(gap.To), gap.Sentence.Length > 0 ? PeerText.Of(gap.Sentence) : $"{gap.Why}")),
                ],
                [.. reader.Stretches.Where(stretch => stretch.Start <= last && stretch.End >= first).Select(PastSegment.Of)],
                new PastActivity(
                    reader.WallClock(first), reader.WallClock(first) + (last - first), (last - first).TotalSeconds / values.Length, values),
                exports.Formats, exports.Missing);
        }
    }

    static async Task<IResult> ShowAsync(
        string name, string? at, int? width, int? step, bool? cursor, HttpContext http, PastShelf shelf, CancellationToken cancellationToken)
    {
        if (width is < 1)
            throw BadRequest("width must be at least 1");
        if (step is not (null or -1 or 0 or 1))
            throw BadRequest("step is -1 or 1");
        var known = http.Request.GetTypedHeaders().IfNoneMatch;
        var (file, tag, picture) = await shelf.UseAsync(name, Find, cancellationToken);
        var headers = http.Response.Headers;
        headers["X-Scanout-At"] = PastTime.Text(picture.At);
        headers["X-Scanout-Until"] = PastTime.Text(picture.UntilTime);
        if (picture.IsNotice)
            headers["X-Scanout-Notice"] = "1";
        headers.CacheControl = "private, no-cache";
        http.Response.GetTypedHeaders().ETag = tag;
        return file is null ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Bytes(file.Bytes, file.ContentType);

        (PastPictureFile? File, EntityTagHeaderValue Tag, PastPicture Picture) Find(PastReader reader)
        {
            var moment = MomentOf(at, reader);
            var found = step is null or 0 ? reader.Show(moment) : reader.ShowBeside(moment, isForward: step > 0);
            var tag = new EntityTagHeaderValue($"\"{found.At.UtcTicks:x}-{width}-{cursor == true}\"");
            var isKnown = known.Any(had => had.Compare(tag, useStrongComparison: false));
            // Its pixels are the reader's, and so not to be kept.
            return (isKnown ? null : PastPictureFile.Of(found, width, cursor == true), tag, found with { Bgrx = default });
        }
    }

    static async Task<IResult> FindActivityAsync(
        string name, string? from, string? direction, PastShelf shelf, PastActivities activities, CancellationToken cancellationToken)
    {
        if (direction is not (null or "next" or "previous"))
            throw BadRequest("direction is next or previous");
        return Results.Ok(await shelf.UseAsync(
            name,
            reader => activities.Beginning(reader, MomentOf(from, reader), direction != "previous", cancellationToken) is { } found
                ? new PastMoment(reader.WallClock(found))
                : throw new PlaybackRefusedException($"nothing more happened {(direction == "previous" ? "before" : "after")} that")
                {
                    Status = StatusCodes.Status404NotFound,
                },
            cancellationToken));
    }

    static async Task<IResult> ExportAsync(
        string name, string? from, string? to, string? format, HttpContext http, PastExports exports, ILogger<PastExports> logger,
        CancellationToken cancellationToken)
    {
        var video = await exports.MakeAsync(name, format, from, to, cancellationToken);
        http.Response.RegisterForDispose(video);
        logger.PastExported(name, PeerText.Of($"{from}"), PeerText.Of($"{to}"), PeerText.Of(ViewerWebSocket.AddressOf(http)));
        http.Response.Headers.CacheControl = "no-store";
        return Results.File(video.File, format == "mp4" ? "video/mp4" : "video/x-matroska", video.Name);
    }

    static TimeSpan MomentOf(string? text, PastReader reader) => PastTime.TryParse(text, reader, out var moment)
        ? moment : throw BadRequest($"a moment is seconds since 1970, or {RecordingMoment.Expected}");

    static PlaybackRefusedException BadRequest(string sentence) => new(sentence);
}
