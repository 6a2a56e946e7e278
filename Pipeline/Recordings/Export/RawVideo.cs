using System.Buffers;
using Scanout.Codecs.Matroska;

namespace Scanout.Pipeline.Recordings.Export;

/// <summary>Uncompressed pictures with their times, as Matroska in a stream: FFmpeg's input.</summary>
sealed class RawVideo
{
    readonly MatroskaWriter writer;
    readonly ArrayBufferWriter<byte> output = new();
    readonly Milliseconds clock = new();
    readonly Stream stream;

    public RawVideo(Stream stream, int widthPixels, int heightPixels)
    {
        this.stream = stream;
        writer = new MatroskaWriter(MatroskaVideo.Bgrx(widthPixels, heightPixels));
        writer.WriteBeginning(output);
    }

    public ValueTask WriteAsync(ShownPicture picture, CancellationToken cancellationToken)
    {
        var at = clock.Of(picture.From);
        writer.WriteFrame(output, at, picture.Bgrx.Span, isKey: true, picture.IsLast ? Milliseconds.Until(picture.To, at) : null);
        return FlushAsync(cancellationToken);
    }

    public ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        writer.WriteEnd(output);
        return FlushAsync(cancellationToken);
    }

    async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(output.WrittenMemory, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        output.ResetWrittenCount();
    }
}
