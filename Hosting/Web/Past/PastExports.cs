using System.Globalization;
using Scanout.Hosting.Playbacks;
using Scanout.Pipeline.Devices.Replay;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Recordings.Export;

namespace Scanout.Hosting.Web.Past;

/// <summary>
/// Makes videos of displays' pasts, for downloads: a few at once, of which a few more wait to be taken. A file has no name any more once it is made, so it
/// is gone with its request, however that ends. They are on a disk and not in memory, and leave room on it. Any thread may ask.
/// </summary>
sealed class PastExports(PastShelf shelf, TimeProvider timeProvider) : IDisposable
{
    public const int MaxAtOnce = 2;
    public const int MaxKept = 6;

    /// <summary>Where they are made, below <see cref="Folder"/>.</summary>
    public const string FolderPrefix = "scanout-export-";

    public static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    const string NoRoom = "there is no room for the video on the service's host: take a shorter stretch";

    static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim making = new(MaxAtOnce);
    readonly SemaphoreSlim kept = new(MaxKept);

    /// <summary>The program that makes the videos, by name or path.</summary>
    public string Ffmpeg { get; init; } = "ffmpeg";

    /// <summary>Large files that need not outlive anything go to /var/tmp: /tmp may be memory (file-hierarchy(7)).</summary>
    public string Folder { get; init; } = Directory.Exists("/var/tmp") ? "/var/tmp" : Path.GetTempPath();

    /// <summary>What is to stay free of the disk, in bytes.</summary>
    public long KeptFree { get; init; } = 1L << 30;

    /// <summary>What can be made: Matroska by Scanout itself, if it must be.</summary>
    public IReadOnlyList<string> Formats => RecordingExport.HasFfmpeg(Ffmpeg) ? ["mkv", "mp4"] : ["mkv"];

    /// <summary>Why there is not more; null where there is nothing more.</summary>
    public string? Missing =>
        RecordingExport.HasFfmpeg(Ffmpeg) ? null : "mp4 needs ffmpeg on the service's host (Debian: apt install ffmpeg)";

    /// <summary>Makes a video, which is the caller's to dispose of.</summary>
    /// <param name="display">Whose past.</param>
    /// <param name="format"><c>mkv</c> or <c>mp4</c>.</param>
    /// <param name="from">From when on.</param>
    /// <param name="to">Until when.</param>
    /// <param name="cancellationToken">Ends the work, and leaves nothing.</param>
    /// <exception cref="PlaybackRefusedException">It can't be made.</exception>
    public async Task<PastVideo> MakeAsync(string display, string? format, string? from, string? to, CancellationToken cancellationToken)
    {
        var directory = shelf.DirectoryOf(display);
        if (format is not ("mkv" or "mp4"))
            throw Refused(StatusCodes.Status400BadRequest, "format is neither mkv nor mp4");
        if (!Formats.Contains(format))
            throw Refused(StatusCodes.Status501NotImplemented, Missing!);
        if (!kept.Wait(0, CancellationToken.None))
            throw Refused(StatusCodes.Status429TooManyRequests, $"{MaxKept} exports are being downloaded already; try again when one is done");
        var isKept = false;
        try
        {
            if (!making.Wait(0, CancellationToken.None))
                throw Refused(StatusCodes.Status429TooManyRequests, $"{MaxAtOnce} exports are being made already; try again when one is done");
            try
            {
                var (file, start) = await MakeFileAsync(directory, format, from, to, cancellationToken);
                isKept = true;
                return new PastVideo(file, NameOf(display, start, format), kept);
            }
            finally
            {
                making.Release();
            }
        }
        finally
        {
            if (!isKept)
                kept.Release();
        }
    }

    public void Dispose()
    {
        making.Dispose();
        kept.Dispose();
    }

    async Task<(FileStream File, DateTimeOffset Start)> MakeFileAsync(
        string directory, string format, string? from, string? to, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        string? folder = null;
        try
        {
            folder = Path.Combine(Folder, $"{FolderPrefix}{Guid.NewGuid():n}");
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            RefuseWithoutRoom();
            await using var look = timeProvider.CreateTimer(
                _ =>
                {
                    if (!HasRoom())
                        ending.Cancel();
                }, null, LookPeriod, LookPeriod);
            return await Task.Run(
                () => WriteAsync(directory, Path.Combine(folder, $"export.{format}"), format, from, to, ending.Token), ending.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refused(StatusCodes.Status507InsufficientStorage, NoRoom);
        }
        catch (ExportException failure)
        {
            throw Refused(StatusCodes.Status500InternalServerError, failure.Message.Replace($"{folder}", "", StringComparison.Ordinal), failure);
        }
        catch (Exception failure) when (Playback.IsUnreadable(failure))
        {
            throw PastShelf.Unreadable(failure, directory);
        }
        finally
        {
            Remove(folder);
        }
    }

    void RefuseWithoutRoom()
    {
        if (!HasRoom())
            throw Refused(StatusCodes.Status507InsufficientStorage, NoRoom);
    }

    /// <summary>Where it can't be told there is.</summary>
    bool HasRoom()
    {
        try
        {
            return new DriveInfo(Folder).AvailableFreeSpace >= KeptFree;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    static void Remove(string? folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The system clears what is temporary away some day.
        }
    }

    /// <summary>A name that is one on whatever system the browser runs.</summary>
    internal static string NameOf(string display, DateTimeOffset start, string format)
    {
        var name = string.Concat(display.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '_'));
        return string.Create(
            CultureInfo.InvariantCulture, $"{(name.StartsWith('.') ? "_" : "")}{name}-{start.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.{format}");
    }

    async Task<(FileStream File, DateTimeOffset Start)> WriteAsync(
        string directory, string path, string format, string? from, string? to, CancellationToken cancellationToken)
    {
        using var reader = new PastReader(directory, shelf.KeyFile);
        var timeline = reader.Timeline;
        var (first, last) = (MomentOf(from, timeline.Start), MomentOf(to, timeline.End));
        if (last <= first)
            throw Refused(StatusCodes.Status400BadRequest, "to is not after from");
        if (last <= timeline.Start || first >= timeline.End)
            throw Refused(StatusCodes.Status404NotFound, "nothing was recorded then");
        if (last - first > Longest)
            throw Refused(StatusCodes.Status400BadRequest, $"no more than {Longest.TotalHours} h are exported at once");
        var start = reader.WallClock(first > timeline.Start ? first : timeline.Start);
        var settings = new ExportSettings
        {
            From = first, To = last, Format = format == "mp4" ? ExportFormat.Mp4 : ExportFormat.Mkv, Ffmpeg = Ffmpeg,
        };
        await RecordingExport.RunAsync(timeline, settings, path, progress: null, cancellationToken);
        return (new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.Asynchronous), start);

        TimeSpan MomentOf(string? text, TimeSpan otherwise) => string.IsNullOrEmpty(text) ? otherwise
            : PastTime.TryParse(text, reader, out var moment) ? moment
            : throw Refused(StatusCodes.Status400BadRequest, $"a moment is {RecordingMoment.Expected}");
    }

    static PlaybackRefusedException Refused(int status, string sentence, Exception? because = null) => new(sentence, because!) { Status = status };
}
