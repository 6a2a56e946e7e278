using System.Buffers;
using Scanout.Codecs.Matroska;
using Scanout.Codecs.Zmbv;

namespace Scanout.Pipeline.Recordings.Export;

/// <summary>A Matroska file without loss that needs no FFmpeg: ZMBV, each picture at its own time.</summary>
sealed class ZmbvVideo : IExportedVideo
{
    /// <summary>A player that seeks decodes no more than this.</summary>
    const long KeyMilliseconds = 10_000;
    const int KeyPictures = 300;

    static readonly DateTimeOffset MatroskaEpoch = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly ZmbvEncoder encoder;
    readonly MatroskaWriter writer;
    readonly FileStream file;
    readonly ArrayBufferWriter<byte> packet = new();
    readonly ArrayBufferWriter<byte> output = new();
    readonly Milliseconds clock = new();
    long keyAt;
    int sinceKey;

    public ZmbvVideo(string path, int widthPixels, int heightPixels, DateTimeOffset startTime)
    {
        writer = new MatroskaWriter(MatroskaVideo.OfFourcc(widthPixels, heightPixels, ZmbvEncoder.Fourcc))
        {
            DateNanoseconds = (startTime - MatroskaEpoch).Ticks * 100,
        };
        encoder = new ZmbvEncoder(widthPixels, heightPixels);
        file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        writer.WriteBeginning(output);
    }

    public async ValueTask WriteAsync(ShownPicture picture, CancellationToken cancellationToken)
    {
        var at = clock.Of(picture.From);
        packet.ResetWrittenCount();
        var isKey = encoder.Encode(picture.Bgrx.Span, sinceKey >= KeyPictures || at - keyAt >= KeyMilliseconds, packet);
        (keyAt, sinceKey) = isKey ? (at, 1) : (keyAt, sinceKey + 1);
        writer.WriteFrame(output, at, packet.WrittenSpan, isKey, picture.IsLast ? Milliseconds.Until(picture.To, at) : null);
        await FlushAsync(cancellationToken);
    }

    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        writer.WriteEnd(output);
        await FlushAsync(cancellationToken);
        writer.WriteBeginning(output);
        file.Position = 0;
        await FlushAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        encoder.Dispose();
        return file.DisposeAsync();
    }

    async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await file.WriteAsync(output.WrittenMemory, cancellationToken);
        output.ResetWrittenCount();
    }
}
