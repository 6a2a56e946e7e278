namespace Scanout.Pipeline.Recordings.Export;

/// <summary>
/// A video with no more pictures than a rate has: what comes and goes between two of its moments is left out. A picture that stays is
/// said again every second, so that players can seek, and at the end, so that they show it until then.
/// </summary>
sealed class RatedVideo(IExportedVideo video, int picturesPerSecond) : IExportedVideo
{
    readonly PictureRate rate = new(picturesPerSecond);

    public async ValueTask WriteAsync(ShownPicture picture, CancellationToken cancellationToken)
    {
        var (from, to) = rate.Take(picture);
        for (var moment = from; moment < to; moment = NextOf(moment, to, picture.IsLast))
            await video.WriteAsync(
                picture with { From = rate.TimeOf(moment), To = rate.TimeOf(moment + 1), IsLast = picture.IsLast && moment == to - 1 },
                cancellationToken);
    }

    public ValueTask FinishAsync(CancellationToken cancellationToken) => video.FinishAsync(cancellationToken);

    public ValueTask DisposeAsync() => video.DisposeAsync();

    /// <summary>A player takes the last picture to be shown as long as the one before it: those two are a rate's step apart.</summary>
    long NextOf(long moment, long to, bool isLast) =>
        !isLast ? moment + picturesPerSecond
        : moment >= to - 2 ? moment + 1
        : Math.Min(moment + picturesPerSecond, to - 2);
}
