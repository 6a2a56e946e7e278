using Scanout.Codecs.Spice;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// The stream of JPEG pictures in which a client is shown the part of a surface that is in full motion: one at most, since there is one
/// such part. Owned by the writing half of the display channel, but for <see cref="Take"/>, which is the reading half's. The pictures have
/// loss: when the stream ends, what it showed is painted again.
/// </summary>
sealed class SpiceStream
{
    /// <summary>Its number: one stream is over before the next begins.</summary>
    const uint Number = 0;

    /// <summary>A report is wanted after so many pictures, or after so long.</summary>
    const int ReportedPictures = 8;
    const int ReportMilliseconds = 1000;

    /// <summary>
    /// A client that shows no picture for so long, though it is given all the time that there is, is shown no stream for a while.
    /// </summary>
    static readonly TimeSpan MaxUnseen = TimeSpan.FromSeconds(3);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    readonly SpiceClock clock;
    readonly bool hasReports;
    readonly TimeProvider timeProvider;
    uint uniqueId;
    long unseenSince;
    long pausedAt;
    volatile bool isHopeless;

    public SpiceStream(SpiceClock clock, SpiceDisplayCapabilities capabilities, TimeProvider timeProvider)
    {
        (this.clock, this.timeProvider) = (clock, timeProvider);
        hasReports = capabilities.HasFlag(SpiceDisplayCapabilities.StreamReport);
        isHopeless = !capabilities.HasFlag(SpiceDisplayCapabilities.Mjpeg) || !SpiceJpegs.AreAvailable;
    }

    /// <summary>The part of the surface that the stream shows; empty where there is no stream.</summary>
    public PixelRectangle Area { get; private set; }

    public bool IsOpen => !Area.IsEmpty;

    /// <summary>Whether there may be one: what is in full motion need not be looked for otherwise.</summary>
    public bool IsPossible => !isHopeless && !IsPaused;

    /// <summary>
    /// Begins the stream, ends it, or has it go elsewhere, so that it shows an area; asked with each frame before anything is drawn.
    /// </summary>
    /// <param name="writer">The display channel's.</param>
    /// <param name="area">What is in full motion: of <see cref="FrameVideo"/>. Empty for nothing.</param>
    /// <remarks>
    /// The area that it has then is shown by it alone; what it showed and shows no longer has loss, and is the caller's to paint again.
    /// </remarks>
    public void Follow(SpiceMessageWriter writer, PixelRectangle area)
    {
        if (!IsPossible)
            area = default;
        if (area == Area)
            return;
        Close(writer);
        if (!area.IsEmpty)
            Open(writer, area);
    }

    /// <summary>Shows a picture of the area, as soon as the client can.</summary>
    public void WriteFrame(SpiceMessageWriter writer, ReadOnlySpan<byte> jpeg)
    {
        if (!IsOpen)
            throw new InvalidOperationException("a picture for a stream that is not open");
        SpiceDisplayMessages.BeginStreamFrame(writer, Number, clock.Now, jpeg.Length);
        writer.Append(jpeg);
    }

    /// <summary>Ends the stream, where there is one: the surface goes.</summary>
    public void Close(SpiceMessageWriter writer)
    {
        if (!IsOpen)
            return;
        SpiceDisplayMessages.WriteStreamDestroy(writer, Number);
        Area = default;
    }

    /// <summary>
    /// The client tells how the stream gets on. What it says of one that is over is of no interest. Any thread, one at a time.
    /// </summary>
    public void Take(SpiceClientMessage.StreamReport report)
    {
        if (report.Stream != Number || report.UniqueId != Volatile.Read(ref uniqueId) || !hasReports)
            return;
        if (report is { Frames: 0, Drops: uint.MaxValue })
        {
            isHopeless = true;
            return;
        }
        CountUnseen(report);
        clock.Learn(report);
    }

    bool IsPaused => Volatile.Read(ref pausedAt) is not 0 and var at && timeProvider.GetElapsedTime(at) < Pause;

    void Open(SpiceMessageWriter writer, PixelRectangle area)
    {
        SpiceDisplayMessages.WriteStreamCreate(writer, Number, area.X, area.Y, area.Width, area.Height);
        if (hasReports)
        {
            Volatile.Write(ref uniqueId, uniqueId + 1);
            SpiceDisplayMessages.WriteStreamActivateReport(writer, Number, uniqueId, ReportedPictures, ReportMilliseconds);
        }
        Area = area;
    }

    void CountUnseen(SpiceClientMessage.StreamReport report)
    {
        var now = Math.Max(1, timeProvider.GetTimestamp());
        if (report.Drops < report.Frames || clock.Latency < SpiceClock.MaxLatency)
            unseenSince = 0;
        else if (unseenSince == 0)
            unseenSince = now;
        else if (timeProvider.GetElapsedTime(unseenSince, now) >= MaxUnseen)
        {
            Volatile.Write(ref pausedAt, now);
            unseenSince = 0;
        }
    }
}
