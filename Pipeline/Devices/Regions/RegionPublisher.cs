using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices.Regions;

/// <summary>
/// Publishes a display as a region file: the writing side of display region version 1. It owns the file, which it removes in the end,
/// and its mapping. One thread at a time.
/// </summary>
public sealed class RegionPublisher : IDisposable
{
    const int CursorOffsetBytes = RegionPage.Bytes;

    // The cursor's place is kept free before the picture: the picture can grow, the largest cursor can't.
    const int PrimaryOffsetBytes = CursorOffsetBytes + CursorImage.MaxSidePixels * CursorImage.MaxSidePixels * 4;

    readonly string path;
    readonly DeviceFd fd;
    NativeMapping mapping;
    CursorImage? cursorImage;
    bool isDisposed;

    RegionPublisher(string path, DeviceFd fd, NativeMapping mapping, PlaneLayout layout) =>
        (this.path, this.fd, this.mapping, Layout) = (path, fd, mapping, layout);

    /// <summary>How the picture lies in <see cref="Pixels"/>.</summary>
    public PlaneLayout Layout { get; private set; }

    /// <summary>The picture's bytes, shared with the readers; valid until <see cref="SetLayout"/> or <see cref="Dispose"/>.</summary>
    public Span<byte> Pixels => mapping.Span(PrimaryOffsetBytes, (int)Layout.SpanBytes);

    /// <summary>Whether a reader waits for a consistent picture.</summary>
    public bool IsCaptureRequested => Volatile.Read(ref Word(RegionPage.CaptureRequest)) != Volatile.Read(ref Word(RegionPage.CaptureDone));

    /// <summary>
    /// Creates the region under a name of its own and renames it into place: a reader never sees half of it. The picture is all zeros.
    /// </summary>
    /// <param name="path">Where; a region that is there already is replaced.</param>
    /// <param name="layout">Of the picture.</param>
    /// <param name="options">Null = the defaults.</param>
    /// <exception cref="DeviceException">The file can't be made there.</exception>
    public static RegionPublisher Create(string path, PlaneLayout layout, RegionPublisherOptions? options = null)
    {
        options ??= new();
        path = Path.GetFullPath(path);
        var hidden = Path.Combine(Path.GetDirectoryName(path) ?? "/", $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        var fd = new DeviceFd(Libc.Open(hidden, Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_CLOEXEC, (int)options.Mode));
        if (fd.IsInvalid)
            throw SystemError.Exception($"the region file {path} can't be created");
        NativeMapping? mapping = null;
        try
        {
            mapping = MapWhole(fd, layout);
            var publisher = new RegionPublisher(path, fd, mapping, layout);
            publisher.WriteFirstPage(options);
            File.Move(hidden, path, overwrite: true);
            return publisher;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or DeviceException)
        {
            mapping?.Dispose();
            fd.Dispose();
            File.Delete(hidden);
            throw broken as DeviceException
                ?? new DeviceException($"the region file {path} can't be put into place: {broken.Message}", broken);
        }
    }

    /// <summary>Changes size or format; the new picture is all zeros.</summary>
    /// <exception cref="DeviceException">The file can't grow so far; nothing has changed.</exception>
    public void SetLayout(PlaneLayout layout)
    {
        if (PrimaryOffsetBytes + layout.SpanBytes > mapping.Bytes)
        {
            var larger = MapWhole(fd, layout);
            mapping.Dispose();
            mapping = larger;
        }
        BeginChange();
        Layout = layout;
        Pixels.Clear();
        WritePlane(RegionPage.PrimaryPlane, layout, PrimaryOffsetBytes);
        EndChange();
        Publish();
    }

    /// <summary>Switches the display on or off.</summary>
    public void SetEnabled(bool isEnabled)
    {
        BeginChange();
        ref var flags = ref Word(RegionPage.Flags);
        flags = isEnabled ? flags | RegionPage.FlagEnabled : flags & ~RegionPage.FlagEnabled;
        EndChange();
        Publish();
    }

    /// <summary>Shows the cursor, moves it, or with null hides it. Its pixels are only written when its image is another object.</summary>
    public void SetCursor(Cursor? cursor)
    {
        BeginChange();
        var page = mapping.Span(0, RegionPage.Bytes).Slice(RegionPage.CursorPlane, RegionPage.PlaneBytes);
        if (cursor is null)
            page.Clear();
        else
        {
            var image = cursor.Image;
            if (image != cursorImage)
            {
                image.Bgra.CopyTo(mapping.Span(CursorOffsetBytes, image.Bgra.Length));
                var layout = new PlaneLayout(PixelFormat.Ar24, Tiling.Linear, image.WidthPixels, image.HeightPixels, image.WidthPixels * 4);
                WritePlane(RegionPage.CursorPlane, layout, CursorOffsetBytes);
            }
            BinaryPrimitives.WriteInt32LittleEndian(page[RegionPage.PlaneX..], cursor.XPixels);
            BinaryPrimitives.WriteInt32LittleEndian(page[RegionPage.PlaneY..], cursor.YPixels);
            BinaryPrimitives.WriteInt32LittleEndian(page[RegionPage.PlaneHotX..], image.HotXPixels);
            BinaryPrimitives.WriteInt32LittleEndian(page[RegionPage.PlaneHotY..], image.HotYPixels);
        }
        cursorImage = cursor?.Image;
        EndChange();
        Publish();
    }

    /// <summary>Tells the readers that a change of the pixels is finished.</summary>
    public void Publish()
    {
        ref var updates = ref MemoryMarshal.AsRef<ulong>(mapping.Span(RegionPage.Updates, sizeof(ulong)));
        Volatile.Write(ref updates, updates + 1);
    }

    /// <summary>Tells the reader that the picture is consistent; it stays untouched until <see cref="IsCaptureRequested"/> again.</summary>
    public void AnswerCapture() => Volatile.Write(ref Word(RegionPage.CaptureDone), Volatile.Read(ref Word(RegionPage.CaptureRequest)));

    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        if (FileIdentity.Of(fd) is { } ours && FileIdentity.OfRegularFile(path) == ours)
            File.Delete(path);
        mapping.Dispose();
        fd.Dispose();
    }

    /// <remarks>
    /// The file's bytes are taken from the disk or memory at once: touching a hole that can't be filled would end the process.
    /// </remarks>
    static NativeMapping MapWhole(DeviceFd fd, PlaneLayout layout)
    {
        var bytes = PrimaryOffsetBytes + layout.SpanBytes;
        return Libc.PosixFallocate(fd, 0, bytes) is > 0 and var errno
            ? throw SystemError.Exception($"a region file of {bytes} bytes can't be had", errno)
            : NativeMapping.OfFile(fd, bytes, writable: true)
                ?? throw SystemError.Exception($"a region file of {bytes} bytes can't be mapped");
    }

    void WriteFirstPage(RegionPublisherOptions options)
    {
        var page = mapping.Span(0, RegionPage.Bytes);
        RegionPage.MagicText.CopyTo(page);
        Word(RegionPage.DescriptionBytes) = RegionPage.Bytes;
        Word(RegionPage.Flags) = RegionPage.FlagEnabled
            | (options.Counts ? RegionPage.FlagCounts : 0) | (options.Snapshots ? RegionPage.FlagSnapshots : 0);
        options.Id.TryWriteBytes(page[RegionPage.Uuid..], bigEndian: true, out _);
        Encoding.UTF8.GetEncoder().Convert(
            options.Title, page.Slice(RegionPage.Title, RegionPage.TitleBytes), flush: true, out _, out _, out _);
        WritePlane(RegionPage.PrimaryPlane, Layout, PrimaryOffsetBytes);
    }

    void WritePlane(int planeOffset, in PlaneLayout layout, int pixelsOffset)
    {
        var plane = mapping.Span(planeOffset, RegionPage.PlaneBytes);
        plane.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(plane[RegionPage.PlaneFormat..], layout.Format.Fourcc.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(plane[RegionPage.PlaneModifier..], DrmModifier.Of(layout.Tiling));
        BinaryPrimitives.WriteInt32LittleEndian(plane[RegionPage.PlaneWidth..], layout.WidthPixels);
        BinaryPrimitives.WriteInt32LittleEndian(plane[RegionPage.PlaneHeight..], layout.HeightPixels);
        BinaryPrimitives.WriteInt32LittleEndian(plane[RegionPage.PlaneStride..], layout.StrideBytes);
        BinaryPrimitives.WriteInt64LittleEndian(plane[RegionPage.PlaneOffset..], pixelsOffset);
        BinaryPrimitives.WriteInt64LittleEndian(plane[RegionPage.PlaneSize..], layout.SpanBytes);
    }

    void BeginChange()
    {
        ref var sequence = ref Word(RegionPage.Sequence);
        Volatile.Write(ref sequence, sequence + 1);
        Interlocked.MemoryBarrier();
    }

    void EndChange()
    {
        Interlocked.MemoryBarrier();
        ref var sequence = ref Word(RegionPage.Sequence);
        Volatile.Write(ref sequence, sequence + 1);
    }

    ref uint Word(int offset) => ref MemoryMarshal.AsRef<uint>(mapping.Span(offset, sizeof(uint)));
}
