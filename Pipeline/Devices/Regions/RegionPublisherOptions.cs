namespace Scanout.Pipeline.Devices.Regions;

/// <summary>What a publisher says of its display, and which of the region's protocols it speaks.</summary>
public sealed record RegionPublisherOptions
{
    /// <summary>Of the VM or device, or <see cref="Guid.Empty"/>.</summary>
    public Guid Id { get; init; }

    /// <summary>For people; cut to 64 bytes of UTF-8.</summary>
    public string Title { get; init; } = "";

    /// <summary>
    /// Whether readers may rely on <c>updates</c>: every finished change is followed by <see cref="RegionPublisher.Publish"/>.
    /// </summary>
    public bool Counts { get; init; } = true;

    /// <summary>
    /// Whether capture requests are answered: the pixels are changed only while <see cref="RegionPublisher.IsCaptureRequested"/>, and then
    /// <see cref="RegionPublisher.AnswerCapture"/> is called.
    /// </summary>
    public bool Snapshots { get; init; }

    /// <summary>Who may open the file; a reader that is to ask for captures must be able to write.</summary>
    public UnixFileMode Mode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite;
}
