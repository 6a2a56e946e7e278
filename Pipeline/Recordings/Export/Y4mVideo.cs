using System.Buffers;
using Scanout.Codecs.Y4m;

namespace Scanout.Pipeline.Recordings.Export;

/// <summary>YUV4MPEG2 into a stream that somebody else owns: at every moment of a constant rate the picture that is shown then.</summary>
sealed class Y4mVideo : IExportedVideo
{
    readonly Stream stream;
    readonly PictureRate rate;
    readonly ArrayBufferWriter<byte> output = new();

    public Y4mVideo(Stream stream, int widthPixels, int heightPixels, int picturesPerSecond)
    {
        (this.stream, rate) = (stream, new PictureRate(picturesPerSecond));
        Y4mWriter.WriteHeader(output, widthPixels, heightPixels, picturesPerSecond);
    }

    public async ValueTask WriteAsync(ShownPicture picture, CancellationToken cancellationToken)
    {
        var (from, to) = rate.Take(picture);
        if (from == to)
            return;
        // The header, before the first picture.
        await stream.WriteAsync(output.WrittenMemory, cancellationToken);
        output.ResetWrittenCount();
        Y4mWriter.WritePicture(output, picture.Bgrx.Span);
        for (var moment = from; moment < to; moment++)
            await stream.WriteAsync(output.WrittenMemory, cancellationToken);
        output.ResetWrittenCount();
    }

    public async ValueTask FinishAsync(CancellationToken cancellationToken) => await stream.FlushAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
