using Microsoft.Win32.SafeHandles;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Tests.Pipeline.Recordings.Store;

/// <summary>The bound, with many recorders and a packer at work on it.</summary>
public sealed class StoreBoundTests : IDisposable
{
    const int MaxBytes = 200_000;
    const int Recorders = 8;

    readonly StoreFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task Files_that_are_summed_over_and_over_never_exceed_the_bound()
    {
        using var store = new RecordingStore(
            new() { Directory = fixture.Path, MaxBytes = MaxBytes, KeepFreeBytes = 0 }, fixture.Time, fixture.Log);
        using var ended = new CancellationTokenSource();
        var sums = Task.Run(() =>
        {
            long largest = 0;
            do
                largest = Math.Max(largest, SumAtOneInstant());
            while (!ended.IsCancellationRequested);
            return largest;
        });
        await RecordAsync(store, rounds: 400);
        await ended.CancelAsync();
        Assert.InRange(await sums, MaxBytes / 2, MaxBytes);
        Assert.Equal(fixture.FileBytes(), store.TotalBytes);
        Assert.NotEqual(0, fixture.Log.Count("was deleted for its bytes"));
        Assert.DoesNotContain(fixture.Names(), name => name.EndsWith(".packing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_bound_holds_after_every_single_write_of_a_disk_that_fails_now_and_then()
    {
        var calls = new SummingCalls(fixture);
        using var store = new RecordingStore(
            new() { Directory = fixture.Path, MaxBytes = MaxBytes, KeepFreeBytes = 0 }, fixture.Time, fixture.Log, calls);
        await RecordAsync(store, rounds: 60);
        Assert.InRange(calls.Largest, MaxBytes / 2, MaxBytes);
        Assert.NotEqual(0, calls.Failed);
        Assert.Equal(fixture.FileBytes(), store.TotalBytes);
    }

    static async Task RecordAsync(RecordingStore store, int rounds)
    {
        using var ended = new CancellationTokenSource();
        var packer = Task.Run(() => Pack(store, ended.Token));
        var sweeper = Task.Run(() =>
        {
            while (!ended.IsCancellationRequested)
                store.Sweep();
        });
        await Task.WhenAll(Enumerable.Range(0, Recorders).Select(number => Task.Run(() => Record(store, number, rounds))));
        await ended.CancelAsync();
        await packer;
        await sweeper;
    }

    /// <summary>Segments of some 12 kB: eight that are open always fit, and only a disk that fails stops an append.</summary>
    static void Record(RecordingStore store, int number, int rounds)
    {
        var random = new Random(number);
        var bytes = new byte[4000];
        var segment = store.Create($"vm{number}", StoreFixture.Start);
        for (var round = 0; round < rounds; round++)
        {
            try
            {
                segment.Append(bytes.AsSpan(0, random.Next(1, bytes.Length)));
                segment.ReserveClosing(segment.Length / 10);
                if (segment.Length < 12_000)
                    continue;
                segment.AppendClosing(bytes.AsSpan(0, (int)segment.Length / 10));
                segment.Dispose();
                segment = store.Create($"vm{number}", StoreFixture.Start);
            }
            catch (RecordingStoppedException failed) when (failed.Why == StopReason.NoRoom)
            {
            }
        }
        segment.Dispose();
    }

    static void Pack(RecordingStore store, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
            foreach (var closed in store.List().Where(segment => !segment.IsOpen))
                try
                {
                    using var packing = store.BeginPacking(closed.Path);
                    for (var written = 0L; written < closed.Bytes * 3 / 4; written += 1000)
                        packing.Append(new byte[1000]);
                    packing.Commit();
                }
                catch (RecordingStoppedException)
                {
                }
    }

    /// <summary>
    /// Files only grow, until they go: those that are still there after all were looked at took, at that instant, no less than was seen of
    /// each.
    /// </summary>
    long SumAtOneInstant()
    {
        var seen = new List<(SafeFileHandle File, long Bytes)>();
        foreach (var path in Directory.EnumerateFiles(fixture.Path, "*", new EnumerationOptions { RecurseSubdirectories = true }))
            try
            {
                var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                seen.Add((file, RandomAccess.GetLength(file)));
            }
            catch (IOException)
            {
            }
        // What was renamed on the way may have been seen under both names.
        var there = new Dictionary<ulong, long>();
        foreach (var (file, bytes) in seen)
            if (Libc.TryStat(file, out var stat) && stat.LinkCount > 0)
                there[stat.Inode] = bytes;
        seen.ForEach(one => one.File.Dispose());
        return there.Values.Sum();
    }

    /// <summary>
    /// Sums the files after each write, while no other write is let through; what goes meanwhile only makes the sum smaller. Every 20th
    /// write takes half of its bytes and the next none.
    /// </summary>
    sealed class SummingCalls(StoreFixture fixture) : ISegmentCalls
    {
        readonly Lock gate = new();
        int writes;

        public long Largest { get; private set; }
        public int Failed { get; private set; }

        public int Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
        {
            lock (gate)
            {
                var isHalf = ++writes % 20 == 0 && bytes.Length > 1;
                if (!isHalf && writes % 20 == 1 && writes > 1)
                {
                    Failed++;
                    return -TroubledCalls.Enospc;
                }
                var written = SegmentCalls.System.Write(file, isHalf ? bytes[..(bytes.Length / 2)] : bytes, offset);
                Largest = Math.Max(Largest, Sum());
                return written;
            }
        }

        public int Truncate(SafeFileHandle file, long bytes)
        {
            lock (gate)
                return SegmentCalls.System.Truncate(file, bytes);
        }

        public int Flush(SafeFileHandle file) => SegmentCalls.System.Flush(file);

        public long FreeBytes(SafeFileHandle file) => SegmentCalls.System.FreeBytes(file);

        public int Delete(SafeFileHandle directory, string name) => SegmentCalls.System.Delete(directory, name);

        long Sum() => FoundFile.Below(fixture.Path).Sum(file => file.Bytes);
    }
}
