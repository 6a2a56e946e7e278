using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Hosting.Web.Viewers;

/// <summary>A viewer as <c>GET /api/viewers</c> tells of it.</summary>
/// <param name="Id">His number, as in the log.</param>
/// <param name="Display">What he watches.</param>
/// <param name="Protocol"><c>vnc</c>, <c>spice</c>.</param>
/// <param name="User">Who he is; empty where nobody asked.</param>
/// <param name="Address">Where he is.</param>
/// <param name="Since">When he was let in.</param>
/// <param name="ViewOnly">Whether he may not control, be it that he mustn't or that there is nothing to control.</param>
/// <param name="Controls">Whether his keys and pointer count now.</param>
public sealed record ViewerRecord(
    long Id, string Display, string Protocol, string User, string Address, DateTimeOffset Since, bool ViewOnly, bool Controls)
{
    public static ViewerRecord Of(AudienceSeat seat) => new(
        seat.Entry.Number, seat.Display, seat.Entry.Protocol, seat.Entry.Identity.User, seat.Entry.Address, seat.Since, !seat.MayControl,
        seat.IsControlling);
}
