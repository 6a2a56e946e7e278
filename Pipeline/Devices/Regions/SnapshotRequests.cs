using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Regions;

/// <summary>Where the reader and a publisher with <c>snapshots</c> stand.</summary>
enum SnapshotState
{
    /// <summary>No picture was wanted and none was asked for.</summary>
    Resting,

    /// <summary>A consistent picture was asked for and is not there yet.</summary>
    Waiting,

    /// <summary>It is there, and stays until the next is asked for.</summary>
    Answered,

    /// <summary>The publisher has not answered for a second: what is there is read as it is, until it does.</summary>
    Overdue,
}

/// <summary>The reader's side of a region's capture requests. Belongs to one device.</summary>
sealed class SnapshotRequests(PublishedMemory memory, TimeProvider time)
{
    /// <summary>How long a picture is waited for, rather than shown torn.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often one is asked for although <c>updates</c> stands still: a publisher that changes its pixels only when it is asked would
    /// otherwise never be asked again.
    /// </summary>
    static readonly TimeSpan Reminder = TimeSpan.FromSeconds(1);

    bool isAsked;
    bool isOverdue;
    uint asked;
    long askedAt;
    long answeredAt;

    /// <summary>Whether the publisher is to be looked at although nothing seems to have changed.</summary>
    internal bool IsDue => isAsked || time.GetElapsedTime(answeredAt) >= Reminder;

    /// <summary>Takes the counters as they are and asks for a picture if one is wanted.</summary>
    internal SnapshotState Advance(bool isWanted, uint captureRequest, uint captureDone)
    {
        if (isAsked && (int)(captureRequest - asked) >= 0)
        {
            if (captureDone == captureRequest)
            {
                (isAsked, isOverdue) = (false, false);
                answeredAt = time.GetTimestamp();
                return SnapshotState.Answered;
            }
            isOverdue |= time.GetElapsedTime(askedAt) >= Patience;
            return isOverdue ? SnapshotState.Overdue : SnapshotState.Waiting;
        }
        if (!isAsked && !isWanted && !IsDue)
            return SnapshotState.Resting;

        // The counter is behind what was asked for where the publisher began anew: it is asked again, and the waiting goes on.
        if (!isAsked)
            askedAt = time.GetTimestamp();
        isOverdue |= isAsked && time.GetElapsedTime(askedAt) >= Patience;
        asked = captureRequest + 1;
        isAsked = memory.TryStore(RegionPage.CaptureRequest, asked);
        return isAsked && !isOverdue ? SnapshotState.Waiting : SnapshotState.Overdue;
    }
}
