using Microsoft.Win32.SafeHandles;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Recordings.Store;

/// <summary>
/// An open file that grows at its end, and whose every byte is in the ledger before it is on disk. What can't be written whole is not
/// there afterwards. One thread at a time.
/// </summary>
sealed class ReservedFile(RecordingStore store, LedgerEntry entry, SafeFileHandle handle, ISegmentCalls calls, long keepFreeBytes)
{
    bool isBroken;

    internal LedgerEntry Entry => entry;

    internal SafeFileHandle Handle => handle;

    internal long Length { get; private set; }

    /// <exception cref="RecordingStoppedException">The file is as it was before.</exception>
    internal void Append(ReadOnlySpan<byte> bytes, bool isClosing)
    {
        CheckThere();
        var drawnBytes = store.Reserve(entry, bytes.Length, isClosing);
        try
        {
            if (!isClosing)
                CheckRoom(bytes.Length);
            Write(bytes);
        }
        catch (RecordingStoppedException)
        {
            store.GiveBack(entry, bytes.Length - TakeBack(bytes.Length), drawnBytes);
            throw;
        }
        Length += bytes.Length;
    }

    /// <exception cref="RecordingStoppedException">What was appended since the last time may not be on the disk.</exception>
    internal void Flush()
    {
        int result;
        while ((result = calls.Flush(handle)) == -Libc.EINTR)
        {
        }
        if (result < 0)
            throw RecordingStoppedException.OfErrno(entry.Path, -result);
    }

    internal static RecordingStoppedException Gone(string path) => RecordingStoppedException.Of(StopReason.Gone, path, "it was deleted");

    internal static RecordingStoppedException NoRoom(string path, long freeBytes, long keepFreeBytes) => RecordingStoppedException.Of(
        StopReason.NoRoom, path, $"{freeBytes} bytes are free on its file system, of which {keepFreeBytes} are not for recordings");

    void CheckThere()
    {
        if (isBroken)
            throw RecordingStoppedException.Of(StopReason.Failed, entry.Path, "what was written in part could not be taken back");
        if (!Libc.TryStat(handle, out var stat) || stat.LinkCount == 0)
            throw Gone(entry.Path);
        if ((long)stat.SizeBytes != Length)
            throw RecordingStoppedException.Of(StopReason.Failed, entry.Path, "somebody else has changed its length");
    }

    void CheckRoom(long bytes)
    {
        var freeBytes = calls.FreeBytes(handle);
        if (freeBytes < 0)
            throw RecordingStoppedException.OfErrno(entry.Path, (int)-freeBytes);
        if (freeBytes - bytes < keepFreeBytes)
            throw NoRoom(entry.Path, freeBytes, keepFreeBytes);
    }

    void Write(ReadOnlySpan<byte> bytes)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var count = calls.Write(handle, bytes[done..], Length + done);
            if (count > 0)
                done += count;
            else if (count != -Libc.EINTR)
                throw RecordingStoppedException.OfErrno(entry.Path, count == 0 ? Libc.ENOSPC : -count);
        }
    }

    /// <summary>Brings the file back to the length that it had; returns by how many bytes it is longer all the same.</summary>
    long TakeBack(int triedBytes)
    {
        int result;
        while ((result = calls.Truncate(handle, Length)) == -Libc.EINTR)
        {
        }
        if (result >= 0)
            return 0;
        isBroken = true;
        return Libc.TryStat(handle, out var stat) ? Math.Max(0, (long)stat.SizeBytes - Length) : triedBytes;
    }
}
