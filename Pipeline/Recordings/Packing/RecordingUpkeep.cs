using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Scanout.Codecs.Zstd;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Pipeline.Recordings.Packing;

/// <summary>
/// What recordings need beside being made, on a thread of the lowest priority: torn segments are made whole, closed ones packed, old ones go. Owned by the
/// composition root.
/// </summary>
public sealed partial class RecordingUpkeep : IDisposable
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>The service's end does not wait longer for a pack that is being made: it is thrown away then.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>What could not be done for want of room is tried again after 1, 2, 4 rounds and so on, up to a quarter of an hour.</summary>
    const int LongestPostponement = 180;

    /// <summary>nice(1): whatever else wants the processor has it first.</summary>
    const int LowestPriority = 19;

    readonly RecordingStore store;
    readonly byte[]? secret;
    readonly bool packs;
    readonly ILogger logger;
    readonly CancellationTokenSource ending = new();
    readonly HashSet<string> done = new(StringComparer.Ordinal);
    readonly Dictionary<string, (long Until, long Rounds)> postponed = new(StringComparer.Ordinal);
    readonly Thread thread;
    long round;

    /// <param name="store">Where they are.</param>
    /// <param name="secret">The key file's bytes, where they are sealed.</param>
    /// <param name="packs">Whether closed segments are packed.</param>
    /// <param name="logger">Told what can't be done.</param>
    public RecordingUpkeep(RecordingStore store, byte[]? secret, bool packs, ILogger logger)
        : this(store, secret, packs, logger, ZstdCompressor.WhyUnavailable) { }

    /// <param name="store">Where they are.</param>
    /// <param name="secret">The key file's bytes, where they are sealed.</param>
    /// <param name="packs">Whether closed segments are packed.</param>
    /// <param name="logger">Told what can't be done.</param>
    /// <param name="whyNoZstd">Why nothing can be packed; null where it can.</param>
    internal RecordingUpkeep(RecordingStore store, byte[]? secret, bool packs, ILogger logger, string? whyNoZstd)
    {
        (this.store, this.secret, this.packs, this.logger) = (store, secret, packs && whyNoZstd is null, logger);
        if (packs && whyNoZstd is not null)
            logger.PackingUnavailable(whyNoZstd);
        thread = new Thread(Run) { IsBackground = true, Name = "recording upkeep" };
    }

    public void Start() => thread.Start();

    /// <summary>Does once all that there is to do.</summary>
    public void RunOnce(CancellationToken cancellationToken)
    {
        store.Sweep();
        round++;
        foreach (var segment in store.List())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!segment.IsOpen && segment.Bytes == 0)
                Remove(segment.Path);
            else if (!segment.IsOpen && !done.Contains(segment.Path) && !IsPostponed(segment.Path) && IsDone(segment.Path, cancellationToken))
                done.Add(segment.Path);
        }
        done.RemoveWhere(path => !File.Exists(path));
        foreach (var gone in postponed.Keys.Where(path => done.Contains(path) || !File.Exists(path)).ToList())
            postponed.Remove(gone);
    }

    public void Dispose()
    {
        ending.Cancel();
        if (thread.IsAlive)
            thread.Join(Patience);
        ending.Dispose();
    }

    void Run()
    {
        // Of this thread alone, as Linux has it. Where it is refused, the thread runs as any other.
        _ = SetPriority(0, 0, LowestPriority);
        try
        {
            do
                RunOnce(ending.Token);
            while (!ending.Token.WaitHandle.WaitOne(Period));
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException)
        {
            // It was told to end.
        }
    }

    /// <summary>Whether there is nothing more to do for a segment.</summary>
    bool IsDone(string path, CancellationToken cancellationToken)
    {
        try
        {
            var state = SegmentInspection.Read(path, secret);
            if (state.State == SegmentState.Recording)
                return false;
            if (state.State == SegmentState.Torn)
            {
                var repair = SegmentRepair.Run(path, secret, store, cancellationToken);
                logger.SegmentRepaired(path, repair.PictureCount, repair.CutBytes);
            }
            if (!packs || state.IsPacked)
                return true;
            using var packer = new SegmentPacker(secret);
            packer.TryPack(store, path, cancellationToken);
            return true;
        }
        catch (RecordingException unreadable) when (unreadable.InnerException is not (IOException or UnauthorizedAccessException))
        {
            logger.SegmentUnusable(path, unreadable.Message);
            return true;
        }
        catch (Exception failure) when (failure is RecordingStoppedException or RecordingException or IOException or UnauthorizedAccessException)
        {
            // It has just been deleted, or there may be room another time.
            Postpone(path, failure.Message);
            return false;
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or ObjectDisposedException))
        {
            // Files come from anywhere: one that makes more of memory or of this program than there is must not end the service.
            logger.SegmentUnusable(path, $"{failure.GetType().Name}: {failure.Message}");
            return true;
        }
    }

    /// <summary>A service was killed between making the file and writing to it.</summary>
    static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It takes no room, and nobody takes it for a recording.
        }
    }

    bool IsPostponed(string path) => postponed.TryGetValue(path, out var told) && round < told.Until;

    void Postpone(string path, string reason)
    {
        if (!File.Exists(path))
            return;
        var rounds = postponed.TryGetValue(path, out var before) ? Math.Min(2 * before.Rounds, LongestPostponement) : 1;
        if (before.Rounds == 0)
            logger.SegmentPostponed(path, reason);
        postponed[path] = (round + rounds, rounds);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
