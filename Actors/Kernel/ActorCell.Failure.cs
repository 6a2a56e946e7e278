namespace Scanout.Actors.Kernel;

sealed partial class ActorCell
{
    // System messages that can not be answered in the present state.
    readonly Queue<SystemMessage> deferred = new();

    // Who caused the failure that the parent has yet to decide about: this actor or, when it escalated, a child. Null while all is well.
    IActorRef? perpetrator;

    // What to do once the children being stopped are gone.
    Action? afterChildren;
    bool isRestarting;
    bool isStopping;

    public void Handle(SystemMessage message)
    {
        if (isTerminated)
        {
            if (message is Watch watch)
                watch.Watcher.Send(new DeathWatchNotification(self));
            return;
        }
        // Who is stopping can not be steered any more, and its children stop with it.
        if (isStopping && message is (Suspend or Resume or Recreate or Failed))
            return;
        if (MustWait(message))
        {
            deferred.Enqueue(message);
            return;
        }
        Answer(message);
        for (var answered = true; answered && deferred.Count > 0 && !isTerminated;)
        {
            answered = false;
            for (var left = deferred.Count; left > 0 && !isTerminated; left--)
            {
                var waiting = deferred.Dequeue();
                if (MustWait(waiting))
                {
                    deferred.Enqueue(waiting);
                    continue;
                }
                Answer(waiting);
                answered = true;
            }
        }
    }

    /// <summary>Who is failed, or in the middle of a message, does not judge children; who is between two incarnations can not be steered.</summary>
    bool MustWait(SystemMessage message) => message switch
    {
        Failed => isRestarting || Mailbox.IsPaused,
        Suspend or Resume or Recreate => isRestarting,
        _ => false,
    };

    void Answer(SystemMessage message)
    {
        try
        {
            switch (message)
            {
                case Create:
                    Start();
                    break;
                case Watch watch:
                    (watchers ??= []).Add(watch.Watcher);
                    break;
                case Unwatch unwatch:
                    watchers?.RemoveWhere(watcher => watcher.Equals(unwatch.Watcher));
                    break;
                case DeathWatchNotification death:
                    OnDeath(death.Actor);
                    break;
                case Continuation continuation:
                    Continue(continuation);
                    break;
                case HandlerEnded ended:
                    EndAwait(ended.Task);
                    break;
                case Failed failed:
                    Judge(failed);
                    break;
                case Suspend:
                    Mailbox.Suspend();
                    SendToChildren(_ => new Suspend());
                    break;
                case Resume resume:
                    OnResume(resume.Cause);
                    break;
                case Recreate recreate:
                    OnRecreate(recreate.Cause);
                    break;
                case Terminate:
                    OnTerminate();
                    break;
            }
        }
        catch (Exception cause)
        {
            Fail(cause, self);
        }
    }

    /// <summary>Suspends this actor and all below it, but for those already suspended, until the parent has decided.</summary>
    void Fail(Exception cause, IActorRef culprit, LocalActorRef[]? suspended = null)
    {
        if (perpetrator is not null)
            return;
        perpetrator = culprit;
        Mailbox.Suspend();
        SendToChildren(child => child.Equals(culprit) || suspended?.Contains(child) == true ? null : new Suspend());
        parent.Send(new Failed(self, cause));
    }

    void Judge(Failed failed)
    {
        if (actor is null || children.RestartsOf(failed.Child) is not { } restarts)
            return;
        var sender = Sender;
        Sender = failed.Child;
        try
        {
            var strategy = actor.Strategy;
            var child = (LocalActorRef)failed.Child;
            switch (strategy.Decide(failed.Cause))
            {
                case Directive.Resume:
                    child.Send(new Resume(failed.Cause));
                    break;
                case Directive.Restart when strategy.MayRestart(restarts):
                    child.Send(new Recreate(failed.Cause));
                    break;
                case Directive.Escalate:
                    Fail(failed.Cause, child);
                    break;
                default:
                    Stop(child);
                    break;
            }
        }
        catch (Exception cause)
        {
            // The decider itself threw: as an escalation, for its own reason.
            Fail(cause, failed.Child);
        }
        finally
        {
            Sender = sender;
        }
    }

    void OnResume(Exception? cause)
    {
        if (actor is null)
        {
            StartAgain();
            return;
        }
        var culprit = perpetrator;
        Mailbox.Resume();
        if (cause is not null)
            perpetrator = null;
        SendToChildren(child => new Resume(child.Equals(culprit) ? cause : null));
    }

    void OnRecreate(Exception cause)
    {
        if (actor is not { } old)
        {
            StartAgain();
            return;
        }
        timers?.CancelAll();
        Quietly(() => old.RunPreRestart(cause, currentMessage));
        DropActor();
        isRestarting = true;
        AfterChildren(() => FinishRecreate(cause));
    }

    void FinishRecreate(Exception cause)
    {
        isRestarting = false;
        var survivors = children.Snapshot();
        Mailbox.Resume();
        perpetrator = null;
        try
        {
            NewActor();
            actor!.RunPostRestart(cause);
            foreach (var survivor in survivors)
                survivor.Send(new Recreate(cause));
        }
        catch (Exception again)
        {
            DropActor();
            Fail(new PostRestartException(self, again, cause), self, survivors);
        }
    }

    /// <summary>The parent wants an actor to go on that was never built.</summary>
    void StartAgain()
    {
        silence?.Set(null);
        StopChildren();
        isRestarting = true;
        AfterChildren(() =>
        {
            isRestarting = false;
            Mailbox.Resume();
            perpetrator = null;
            Start();
        });
    }

    void OnTerminate()
    {
        silence?.Set(null);
        silence?.Pause();
        children.Close();
        ForgetWatched();
        StopChildren();
        if (!isStopping)
        {
            // Failures from here on are nobody's business, and messages wait for the dead letters.
            isStopping = true;
            isRestarting = false;
            deferred.Clear();
            perpetrator = self;
            Mailbox.Suspend();
        }
        AfterChildren(FinishTerminate);
    }

    void FinishTerminate()
    {
        if (actor is { } last)
        {
            timers?.CancelAll();
            Quietly(last.RunPostStop);
        }
        DropActor();
        silence?.Dispose();
        ForgetMessage();
        isTerminated = true;
        Mailbox.Release();
        System.EventStream.Unsubscribe(self);
        // The parent first: whoever hears of the end elsewhere finds the name free.
        parent.Send(new DeathWatchNotification(self));
        foreach (var watcher in watchers ?? [])
        {
            if (!watcher.Equals(parent))
                watcher.Send(new DeathWatchNotification(self));
        }
        watchers = null;
    }

    void StopChildren()
    {
        foreach (var child in children.Snapshot())
            Stop(child);
    }

    void AfterChildren(Action next)
    {
        if (children.AnyStopping)
            afterChildren = next;
        else
            next();
    }

    void SendToChildren(Func<LocalActorRef, SystemMessage?> choose)
    {
        foreach (var child in children.Snapshot())
        {
            if (choose(child) is { } message)
                child.Send(message);
        }
    }
}
