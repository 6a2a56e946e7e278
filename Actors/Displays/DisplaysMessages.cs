using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Frames;

namespace Scanout.Actors.Displays;

/// <summary>A display of that name is there; its device is had from the source. Where one of that name is plugged already, the newer takes its place.</summary>
public sealed record PlugDisplay(string Name, IDeviceSource Source);

/// <summary>The display of that name is gone: its device is let go at once. Its surface, its port and its viewers stay.</summary>
/// <param name="Name">The display's.</param>
/// <param name="Reason">One sentence.</param>
public sealed record UnplugDisplay(string Name, string Reason = "unplugged");

/// <summary>
/// The display of that name, plugged or not, is not to be known any more: its viewers go, its port and its surface are given up. Answered with
/// <see cref="DisplayForgotten"/> once its name and port are free, or with <see cref="DisplayUnknown"/>.
/// </summary>
/// <param name="Name">The display's.</param>
/// <param name="Reason">One sentence, for the log and for its viewers' ends.</param>
public sealed record ForgetDisplay(string Name, string Reason);

/// <summary>There is no display of that name any more; on the system's event stream as soon as it is not known, which is before its name is free.</summary>
public sealed record DisplayForgotten(string Name);

/// <summary>Answered with a <see cref="DisplayList"/>, once every display that is known has its addresses.</summary>
public sealed record ListDisplays;

/// <summary>Answered with the <see cref="DisplayStatus"/>, or <see cref="DisplayUnknown"/>.</summary>
public sealed record FindDisplay(string Name);

/// <summary>All displays, by name.</summary>
public sealed record DisplayList(IReadOnlyList<DisplayStatus> Displays);

/// <summary>
/// Calls the actors of all displays that are plugged. Answered at once, with <see cref="DisplaysCalled"/>: who has not answered the call before this
/// one, and is not called again until he does.
/// </summary>
public sealed record CallDisplays;

/// <summary>Who owes an answer to the call before.</summary>
/// <param name="Known">How many displays there are, plugged or not.</param>
/// <param name="Dark">How many of them have no picture that should have one.</param>
/// <param name="Silent">Names of displays.</param>
public sealed record DisplaysCalled(int Known, int Dark, IReadOnlyList<string> Silent);

/// <summary>There is no display of that name.</summary>
public sealed record DisplayUnknown(string Name);

/// <summary>One display as it is now; on the system's event stream too, each time that its state or its id has changed.</summary>
/// <param name="Name">Its name: a VM's, a region file's.</param>
/// <param name="Id">The UUID of the VM or device, or <see cref="Guid.Empty"/>.</param>
/// <param name="State">What an operator is told.</param>
/// <param name="Reason">One sentence where the state is not <see cref="DisplayState.Running"/>.</param>
/// <param name="Device">What kind of device and which.</param>
/// <param name="Surface">Its newest frame and its numbers.</param>
/// <param name="Addresses">Where viewers connect.</param>
public sealed record DisplayStatus(
    string Name, Guid Id, DisplayState State, string? Reason, string Device, Surface Surface, DisplayAddresses Addresses)
{
    /// <summary>What its device tells of itself, or told last.</summary>
    public DeviceFacts Facts { get; init; } = DeviceFacts.None;

    /// <summary>Whether its device is there. One that is not is waited for, for as long as the service runs; until then nobody tries anything.</summary>
    public bool IsPlugged { get; init; } = true;
}

/// <summary>
/// On the system's event stream: a display is seen for the first time, and is no recording that is played. Its surface stays until it is forgotten.
/// </summary>
/// <param name="Surface">Its frames, and its name.</param>
/// <param name="Id">As in <see cref="DisplayStatus"/>, as far as it is known already.</param>
public sealed record DisplaySeen(Surface Surface, Guid Id);

/// <summary>On the system's event stream: a display's id has become known, or another.</summary>
public sealed record DisplayIdentified(string Name, Guid Id);

/// <summary>To itself: viewers may connect to the display.</summary>
sealed record DisplayOpened(Surface Surface, DisplayAddresses Addresses);

/// <summary>To itself: a display that is forgotten has no viewers and no port any more.</summary>
/// <param name="Surface">The display's.</param>
/// <param name="Asker">Who asked for it.</param>
sealed record DisplayClosed(Surface Surface, IActorRef Asker);

/// <summary>To itself: time to ask again for the display's port.</summary>
sealed record OpenFront(Surface Surface);
