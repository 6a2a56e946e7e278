namespace Scanout.Pipeline.Sinks.Audiences;

/// <summary>
/// One viewer's place among a display's viewers, from when he is let in. Owned by his session, whose <see cref="Dispose"/> gives it up; any
/// thread may look at it.
/// </summary>
public sealed class AudienceSeat : IDisposable
{
    readonly Audience audience;
    readonly Action<AudienceSeat> controlChanged;
    readonly Action<string> end;
    bool isControlling;

    internal AudienceSeat(
        Audience audience, AudienceEntry entry, DateTimeOffset since, bool mayControl, Action<AudienceSeat> controlChanged,
        Action<string> end)
    {
        (this.audience, Entry, Since, MayControl) = (audience, entry, since, mayControl);
        WantsControl = entry.WantsControl;
        (this.controlChanged, this.end) = (controlChanged, end);
    }

    public AudienceEntry Entry { get; }

    /// <summary>The display.</summary>
    public string Display => audience.Display;

    public DateTimeOffset Since { get; }

    /// <summary>Whether he may control at all: he is not confined to watching, and there is something to control.</summary>
    public bool MayControl { get; }

    /// <summary>Whether his keys and pointer count.</summary>
    public bool IsControlling => Volatile.Read(ref isControlling);

    /// <summary>Takes control, or gives it: from whoever has it, where only one may. False where the viewer may not.</summary>
    public bool TryControl() => audience.TryGiveControl(this);

    /// <summary>Gives control up, until it is taken or given again; where only one controls, it is the next who wants it.</summary>
    public void LetGo() => audience.LetGo(this);

    /// <summary>Whether he is to control where nobody says so. Under the audience's lock.</summary>
    internal bool WantsControl { get; set; }

    /// <summary>Ends the viewer's session, with a reason that its log line tells.</summary>
    public void Disconnect(string reason) => audience.Disconnect(this, reason);

    /// <summary>Under the audience's lock.</summary>
    internal void SetControlling(bool next)
    {
        if (IsControlling == next)
            return;
        Volatile.Write(ref isControlling, next);
        controlChanged(this);
    }

    /// <summary>Under the audience's lock.</summary>
    internal void End(string reason) => end(reason);

    public void Dispose() => audience.Leave(this);
}
