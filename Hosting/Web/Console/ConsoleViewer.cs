using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Hosting.Web.Console;

/// <summary>One of those who watch a display, as a console is told of him.</summary>
/// <param name="Id">His number, as in the log.</param>
/// <param name="Protocol"><c>vnc</c>, <c>spice</c>.</param>
/// <param name="User">Who he is; empty where nobody asked.</param>
/// <param name="Address">Where he is.</param>
/// <param name="Since">When he was let in.</param>
/// <param name="ViewOnly">Whether he may not control, be it that he mustn't or that there is nothing to control.</param>
/// <param name="Controls">Whether his keys and pointer count now.</param>
/// <param name="You">Whether it is who asks.</param>
/// <param name="Console">Whether he watches in a browser.</param>
public sealed record ConsoleViewer(
    long Id, string Protocol, string User, string Address, DateTimeOffset Since, bool ViewOnly, bool Controls, bool You, bool Console)
{
    internal static ConsoleViewer Of(AudienceSeat seat, AudienceSeat? own, bool isConsole) => new(
        seat.Entry.Number, seat.Entry.Protocol, seat.Entry.Identity.User, seat.Entry.Address, seat.Since, !seat.MayControl, seat.IsControlling,
        seat == own, isConsole);
}
