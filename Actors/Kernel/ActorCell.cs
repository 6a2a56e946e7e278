namespace Scanout.Actors.Kernel;

/// <summary>
/// What stays of an actor while its incarnations come and go: mailbox, ref, place in the tree. Everything here but <see cref="ActorOf"/> runs on the
/// mailbox's turn, so nothing is locked. Failures are in ActorCell.Failure.cs, watching in ActorCell.DeathWatch.cs, asynchronous handlers in
/// ActorCell.Await.cs.
/// </summary>
sealed partial class ActorCell : IActorContext
{
    readonly Props props;
    readonly LocalActorRef self;
    readonly IInternalActorRef parent;
    readonly Children children = new();

    ActorBase? actor;
    TimerScheduler? timers;
    MessageStash? stash;
    SilenceTimer? silence;
    object? currentMessage;
    bool isTerminated;

    public ActorCell(ActorSystem system, Props props, IInternalActorRef parent, ActorPath path)
    {
        System = system;
        this.props = props;
        this.parent = parent;
        self = new LocalActorRef(this, path);
        Mailbox = new Mailbox(this);
        Sender = system.DeadLetters;
    }

    /// <summary>The cell whose actor the calling thread is running.</summary>
    [field: ThreadStatic]
    public static ActorCell? Current { get; set; }

    public Mailbox Mailbox { get; }

    public ActorSystem System { get; }

    public LocalActorRef Self => self;

    public IActorRef Sender { get; private set; }

    IActorRef IActorContext.Self => self;

    IActorRef IActorContext.Parent => parent;

    /// <summary>Counts messages, so that the stash can tell one from the next.</summary>
    public long MessageNumber { get; private set; }

    /// <summary>The message being handled, for the stash.</summary>
    public Envelope CurrentEnvelope =>
        new(currentMessage ?? throw new IllegalActorStateException("There is no message to stash now."), Sender);

    public IActorRef ActorOf(Props props, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name is not null && !ActorPath.IsValidName(name))
            throw new InvalidActorNameException($"\"{name}\" can not be an actor's name.");
        name ??= children.NextName();
        var child = children.Add(name, () => new ActorCell(System, props, self, self.Path.Child(name)).self, System.Clock);
        child.Send(new Create());
        return child;
    }

    public IActorRef Child(string name) => children.Find(name) ?? ActorRefs.Nobody;

    public IEnumerable<IActorRef> GetChildren() => children.Snapshot();

    public void Stop(IActorRef child)
    {
        children.NoteStopping(child);
        ((IInternalActorRef)child).Send(new Terminate());
    }

    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        if (timeout is not null)
            silence ??= new SilenceTimer(self, System.Clock);
        silence?.Set(timeout);
    }

    /// <summary>For an incarnation that is being built.</summary>
    public TimerScheduler NewTimers() => timers = new TimerScheduler(self, System.Clock);

    public void Handle(Envelope envelope)
    {
        if (isTerminated)
        {
            System.PublishDeadLetter(envelope, self);
            return;
        }
        currentMessage = envelope.Message;
        Sender = envelope.Sender;
        MessageNumber++;
        silence?.Pause();
        try
        {
            Dispatch(envelope.Message);
            if (!Mailbox.IsAwaiting)
                ForgetMessage();
        }
        catch (Exception cause)
        {
            Fail(cause, self);
        }
        silence?.Restart();
    }

    void Dispatch(object message)
    {
        switch (message)
        {
            case PoisonPill:
                Stop(self);
                break;
            case Terminated terminated:
                if (announced?.Remove(terminated.ActorRef) == true)
                    actor!.Handle(terminated);
                break;
            case TimerMessage due:
                if (due.Scheduler == timers && timers.TryTake(due, out currentMessage))
                    DispatchTimed(currentMessage);
                break;
            default:
                actor!.Handle(message);
                break;
        }
    }

    void DispatchTimed(object message)
    {
        if (message is PoisonPill)
            Stop(self);
        else
            actor!.Handle(message);
    }

    void ForgetMessage()
    {
        currentMessage = null;
        Sender = System.DeadLetters;
    }

    void Start()
    {
        try
        {
            NewActor();
            actor!.RunPreStart();
            silence?.Restart();
        }
        catch (Exception cause)
        {
            DropActor();
            throw new ActorInitializationException(self, "Exception during creation", cause);
        }
    }

    void NewActor()
    {
        actor = props.NewActor();
        if (actor is IWithUnboundedStash withStash)
            withStash.Stash = stash = new MessageStash(this);
    }

    /// <summary>Ends the incarnation for good: its timers die, its stash goes back to the mailbox.</summary>
    void DropActor()
    {
        timers?.CancelAll();
        stash?.UnstashAll();
        var ended = actor;
        actor = null;
        timers = null;
        stash = null;
        currentMessage = null;
        if (ended is IDisposable disposable)
            Quietly(disposable.Dispose);
    }

    /// <summary>For the last words of an incarnation, which is ending whatever they throw.</summary>
    static void Quietly(Action lastWords)
    {
        try
        {
            lastWords();
        }
        catch (Exception)
        {
            // Documented at ActorBase: nobody is left who could decide anything about it.
        }
    }
}
