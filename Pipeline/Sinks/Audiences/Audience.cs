using Scanout.Pipeline.Input;

namespace Scanout.Pipeline.Sinks.Audiences;

/// <summary>
/// The viewers of one display, whatever their protocols: who is there, who controls, who must go. Lives as long as the display is known.
/// Any thread may call, and nothing waits.
/// </summary>
/// <remarks>
/// What it tells a session (<see cref="TryEnter"/>) it tells under its lock, so that the order of what is told is the order of what
/// happened. A session must not wait there nor call back.
/// </remarks>
public sealed class Audience(string display, AudienceSettings settings, IInputTarget? input, TimeProvider timeProvider)
{
    readonly Lock gate = new();
    readonly List<AudienceSeat> seats = [];
    bool isClosed;

    public string Display => display;

    /// <summary>Where keys and pointer go; null where the display has nothing to control.</summary>
    public IInputTarget? Input => input;

    /// <summary>Who is there now, in the order of their coming.</summary>
    public IReadOnlyList<AudienceSeat> Seats
    {
        get
        {
            lock (gate)
                return [.. seats];
        }
    }

    /// <summary>Lets a viewer in, and others go where that is what he asks for and may.</summary>
    /// <param name="entry">Who asks.</param>
    /// <param name="controlChanged">Told that he controls or no longer controls.</param>
    /// <param name="end">Told that his session is to end, and why.</param>
    /// <param name="refusal">Why he is not let in, in a sentence.</param>
    /// <returns>His seat, which is his to dispose; null where he is not let in.</returns>
    public AudienceSeat? TryEnter(AudienceEntry entry, Action<AudienceSeat> controlChanged, Action<string> end, out string refusal)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (gate)
        {
            refusal = Refusal(entry);
            if (refusal.Length > 0)
                return null;
            if (settings.Share == SharePolicy.AllowExclusive && !entry.IsShared)
                foreach (var other in seats.ToArray())
                    Remove(other, $"viewer {entry.Number} wants the display alone");
            var seat = new AudienceSeat(
                this, entry, timeProvider.GetUtcNow(), input is not null && !entry.Identity.IsViewOnly, controlChanged, end);
            seats.Add(seat);
            Settle();
            return seat;
        }
    }

    /// <summary>The display is forgotten: its viewers go, and nobody else is let in.</summary>
    internal void Close(string reason)
    {
        lock (gate)
        {
            isClosed = true;
            foreach (var seat in seats.ToArray())
                Remove(seat, reason);
        }
    }

    string Refusal(AudienceEntry entry) => settings.Share switch
    {
        _ when isClosed => "the display is gone",
        SharePolicy.ForceShared when !entry.IsShared => "the display is shared, and the viewer wants it alone",
        SharePolicy.AllowExclusive when entry.IsShared && seats.Exists(seat => !seat.Entry.IsShared) =>
            "another viewer has the display alone",
        _ => "",
    };

    internal bool TryGiveControl(AudienceSeat seat)
    {
        lock (gate)
        {
            if (!seat.MayControl || !seats.Contains(seat))
                return false;
            if (settings.Control == ControlPolicy.Single)
                foreach (var other in seats)
                    if (other != seat)
                        other.SetControlling(false);
            seat.WantsControl = true;
            seat.SetControlling(true);
            return true;
        }
    }

    internal void LetGo(AudienceSeat seat)
    {
        lock (gate)
        {
            seat.WantsControl = false;
            seat.SetControlling(false);
            Settle();
        }
    }

    internal void Disconnect(AudienceSeat seat, string reason)
    {
        lock (gate)
        {
            Remove(seat, reason);
            Settle();
        }
    }

    internal void Leave(AudienceSeat seat)
    {
        lock (gate)
        {
            if (!seats.Remove(seat))
                return;
            seat.SetControlling(false);
            Settle();
        }
    }

    void Remove(AudienceSeat seat, string reason)
    {
        if (!seats.Remove(seat))
            return;
        seat.SetControlling(false);
        seat.End(reason);
    }

    /// <summary>Who may and wants to controls; where only one does and nobody is left who does, it is the next who came.</summary>
    void Settle()
    {
        foreach (var seat in seats)
            if (seat is { MayControl: true, WantsControl: true } && (settings.Control == ControlPolicy.Shared || !seats.Exists(other => other.IsControlling)))
                seat.SetControlling(true);
    }
}
