using Microsoft.Extensions.Logging;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Frames;

namespace Scanout.Actors.Displays;

/// <summary>
/// Knows every display that was ever seen and not forgotten since: owns its surface, has it opened to viewers once, and supervises an actor for it while it is
/// plugged. A display that fails is restarted alone.
/// </summary>
public sealed class DisplaysActor : ReceiveActor, IWithTimers
{
    /// <summary>Before a port that another program has is asked for again.</summary>
    static readonly TimeSpan TakenPortPause = TimeSpan.FromSeconds(2);

    readonly SortedDictionary<string, KnownDisplay> displays = new(StringComparer.Ordinal);
    readonly List<IActorRef> waitingForList = [];
    readonly Func<string, Surface> createSurface;
    readonly IDisplayFront front;
    readonly CaptureThreads captureThreads;
    readonly ILogger logger;
    int actorsMade;

    public DisplaysActor(Func<string, Surface> createSurface, IDisplayFront front, CaptureThreads captureThreads, ILogger logger)
    {
        (this.createSurface, this.front, this.captureThreads, this.logger) = (createSurface, front, captureThreads, logger);
        Receive<PlugDisplay>(Plug);
        Receive<UnplugDisplay>(Unplug);
        Receive<ForgetDisplay>(Forget);
        Receive<DisplayClosed>(Closed);
        Receive<DisplayChanged>(Change);
        Receive<DisplayOpened>(Opened);
        Receive<OpenFront>(open => OpenToViewers(open.Surface), open => IsKnown(open.Surface));
        Receive<OpenFront>(_ => { }); // it was forgotten
        Receive<Terminated>(Ended);
        Receive<FindDisplay>(find => Sender.Tell(
            displays.TryGetValue(find.Name, out var display) ? display.Status : new DisplayUnknown(find.Name)));
        Receive<CallDisplays>(_ => Call());
        Receive<DisplayAnswered>(Answered);
        Receive<ListDisplays>(_ =>
        {
            waitingForList.Add(Sender);
            AnswerLists();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(null, null, fault =>
    {
        logger.DisplayActorFailed(fault);
        ActorRestarts.CountDisplay(fault);
        return Directive.Restart;
    });

    protected override void PostStop()
    {
        foreach (var display in displays.Values)
            display.Surface.Dispose();
    }

    void Plug(PlugDisplay plug)
    {
        if (!displays.TryGetValue(plug.Name, out var display))
        {
            displays[plug.Name] = display = new KnownDisplay(createSurface(plug.Name));
            OpenToViewers(display.Surface);
        }
        if (!display.IsSeen && !plug.Source.IsReplay)
        {
            display.IsSeen = true;
            Context.System.EventStream.Publish(new DisplaySeen(display.Surface, display.Id));
        }
        Stop(display);
        var (surface, source, backoff) = (display.Surface, plug.Source, new Backoff(Random.Shared));
        display.Actor = Context.ActorOf(
            Props.Create(() => new DisplayActor(surface, source, captureThreads, backoff, logger)), $"display-{++actorsMade}");
        Context.Watch(display.Actor);
        (display.Device, display.Facts, display.State, display.Reason) = (source.Description, DeviceFacts.None, DisplayState.Starting, null);
        TellOf(display);
        logger.DisplayPlugged(plug.Name, display.Device);
    }

    void Unplug(UnplugDisplay unplug)
    {
        if (!displays.TryGetValue(unplug.Name, out var display) || display.Actor is null)
            return;
        Stop(display);
        (display.State, display.Reason) = (DisplayState.Lost, unplug.Reason);
        TellOf(display);
        display.Surface.ShowNoticeSoon("no signal", unplug.Name);
        logger.DisplayUnplugged(unplug.Name, unplug.Reason);
    }

    static void Stop(KnownDisplay display)
    {
        if (display.Actor is not null)
            Context.Stop(display.Actor);
        (display.Actor, display.OwesAnswer) = (null, false);
    }

    void Change(DisplayChanged changed)
    {
        if (!IsOf(changed.Name, Sender))
            return;
        var display = displays[changed.Name];
        (display.State, display.Reason) = (changed.State, changed.Reason);
        display.Facts = changed.Facts ?? display.Facts;
        var isNewId = changed.Id != Guid.Empty && changed.Id != display.Id;
        if (isNewId)
            display.Id = changed.Id;
        TellOf(display);
        if (isNewId)
            Context.System.EventStream.Publish(new DisplayIdentified(changed.Name, changed.Id));
    }

    bool IsOf(string name, IActorRef actor) => displays.TryGetValue(name, out var display) && Equals(display.Actor, actor);

    /// <summary>One may come of an actor that was stopped meanwhile.</summary>
    void Answered(DisplayAnswered answer)
    {
        if (IsOf(answer.Name, Sender))
            displays[answer.Name].OwesAnswer = false;
    }

    void Call()
    {
        var dark = displays.Values.Count(display => display.State is DisplayState.Refused or DisplayState.Lost or DisplayState.Failing);
        Sender.Tell(new DisplaysCalled(displays.Count, dark, [.. displays.Where(pair => pair.Value.OwesAnswer).Select(pair => pair.Key)]));
        foreach (var display in displays.Values.Where(display => display is { Actor: not null, OwesAnswer: false }))
        {
            display.OwesAnswer = true;
            display.Actor!.Tell(new CallDisplay());
        }
    }

    void Forget(ForgetDisplay forget)
    {
        if (!displays.Remove(forget.Name, out var display))
        {
            Sender.Tell(new DisplayUnknown(forget.Name));
            return;
        }
        Stop(display);
        Context.System.EventStream.Publish(new DisplayForgotten(forget.Name));
        logger.DisplayForgotten(forget.Name, forget.Reason);
        var closed = new DisplayClosed(display.Surface, Sender);
        _ = front.CloseAsync(display.Surface, forget.Reason).PipeTo(Self, success: () => closed, failure: _ => closed);
        AnswerLists();
    }

    static void Closed(DisplayClosed closed)
    {
        closed.Surface.Dispose();
        closed.Asker.Tell(new DisplayForgotten(closed.Surface.Name));
    }

    bool IsKnown(Surface surface) => displays.TryGetValue(surface.Name, out var display) && display.Surface == surface;

    void OpenToViewers(Surface surface) => _ = front.OpenAsync(surface).PipeTo(
        Self,
        success: addresses => new DisplayOpened(surface, addresses),
        failure: _ => new DisplayOpened(surface, DisplayAddresses.None));

    void Opened(DisplayOpened opened)
    {
        if (!IsKnown(opened.Surface))
        {
            _ = front.CloseAsync(opened.Surface, "it was forgotten while it was being opened");
            return;
        }
        displays[opened.Surface.Name].Addresses = opened.Addresses;
        if (opened.Addresses.IsTaken)
            Timers.StartSingleTimer(opened.Surface.Name, new OpenFront(opened.Surface), TakenPortPause);
        AnswerLists();
    }

    /// <summary>A display's actor stops only when it is unplugged; another end is a fault, told by its state.</summary>
    void Ended(Terminated terminated)
    {
        foreach (var display in displays.Values.Where(display => Equals(display.Actor, terminated.ActorRef)))
        {
            (display.Actor, display.OwesAnswer, display.State, display.Reason) = (null, false, DisplayState.Failing, "its actor has ended");
            TellOf(display);
        }
    }

    static void TellOf(KnownDisplay display) => Context.System.EventStream.Publish(display.Status);

    void AnswerLists()
    {
        if (displays.Values.Any(display => display.Addresses is null))
            return;
        var list = new DisplayList([.. displays.Values.Select(display => display.Status)]);
        foreach (var asker in waitingForList)
            asker.Tell(list);
        waitingForList.Clear();
    }

    /// <summary>What is kept of a display, plugged or not.</summary>
    sealed class KnownDisplay(Surface surface)
    {
        public Surface Surface { get; } = surface;
        public IActorRef? Actor { get; set; }
        public DisplayAddresses? Addresses { get; set; }

        /// <summary>Whether its actor was called and has not answered yet.</summary>
        public bool OwesAnswer { get; set; }

        public string Device { get; set; } = "";
        public Guid Id { get; set; }
        public DeviceFacts Facts { get; set; } = DeviceFacts.None;

        /// <summary>Whether the event stream has been told of it.</summary>
        public bool IsSeen { get; set; }

        public DisplayState State { get; set; }
        public string? Reason { get; set; }

        public DisplayStatus Status => new(Surface.Name, Id, State, Reason, Device, Surface, Addresses ?? DisplayAddresses.None)
        {
            Facts = Facts, IsPlugged = Actor is not null || State != DisplayState.Lost,
        };
    }
}
