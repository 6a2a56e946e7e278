using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices;

namespace Scanout.Actors.Displays;

/// <summary>To itself: what the capture reports.</summary>
/// <param name="Attempt">Which opening of the device it is about; what an older one reports is of no interest.</param>
/// <param name="Report">The report.</param>
sealed record CaptureReported(object Attempt, CaptureReport Report);

/// <summary>To itself: time to open the device again.</summary>
sealed record OpenDevice;

/// <summary>To itself: the display has been without a picture long enough to say so on the screen.</summary>
sealed record ShowNotice(string Headline, string Detail);

/// <summary>From <see cref="DisplaysActor"/>: answer with <see cref="DisplayAnswered"/>.</summary>
sealed record CallDisplay;

/// <summary>To <see cref="DisplaysActor"/>: the display's actor takes messages.</summary>
sealed record DisplayAnswered(string Name);

/// <summary>To <see cref="DisplaysActor"/>: what has become of a display.</summary>
sealed record DisplayChanged(string Name, DisplayState State, string? Reason, Guid Id, DeviceFacts? Facts);
