using Scanout.Codecs.Spice;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>A session's cursor channel: the shape when it is another, the place when it moves, the newest of each.</summary>
sealed class SpiceCursorChannel(SpiceChannelLink link, Surface surface)
{
    readonly Signal signal = new();
    Cursor? shown;
    ulong lastShape;

    /// <summary>Serves the channel until the client leaves, the token ends it or the connection breaks.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var watch = surface.Watch(signal);
        await SessionHalves.RunAsync(
            token => link.ReadAsync((_, _) => ValueTask.FromResult(false), () => { }, token), WriteAsync, cancellationToken)
            .ConfigureAwait(false);
    }

    async Task WriteAsync(CancellationToken cancellationToken)
    {
        // Without a shape: there are clients that take one by CURSOR_SET alone.
        SpiceCursorMessages.WriteInit(link.Writer, 0, 0, isVisible: true);
        for (signal.Set(); ; await link.Output.FlushAsync(cancellationToken).ConfigureAwait(false))
        {
            await signal.WaitAsync(cancellationToken).ConfigureAwait(false);
            var cursor = CursorNow();
            if (cursor == shown)
                continue;
            Write(cursor);
            shown = cursor;
        }
    }

    Cursor? CursorNow()
    {
        var frame = surface.Acquire();
        var cursor = frame?.Origin.Cursor;
        frame?.Release();
        return cursor;
    }

    void Write(Cursor? cursor)
    {
        if (cursor is not { Image: var image })
        {
            SpiceCursorMessages.WriteHide(link.Writer);
            return;
        }
        // SPICE tells where the hot spot is.
        var (x, y) = (cursor.XPixels + image.HotXPixels, cursor.YPixels + image.HotYPixels);
        if (ReferenceEquals(shown?.Image, image))
            SpiceCursorMessages.WriteMove(link.Writer, x, y);
        else
            SpiceCursorMessages.WriteSet(
                link.Writer, x, y, isVisible: true, ++lastShape, image.WidthPixels, image.HeightPixels, image.HotXPixels, image.HotYPixels, image.Bgra);
    }
}
