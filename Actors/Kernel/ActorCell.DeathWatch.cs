namespace Scanout.Actors.Kernel;

sealed partial class ActorCell
{
    HashSet<IInternalActorRef>? watchers;
    HashSet<IActorRef>? watched;

    // Whose Terminated waits in the mailbox; an Unwatch takes it back from here.
    HashSet<IActorRef>? announced;

    public IActorRef Watch(IActorRef subject)
    {
        if (!subject.Equals(self) && (watched ??= []).Add(subject))
            ((IInternalActorRef)subject).Send(new Watch(self));
        return subject;
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        if (watched?.Remove(subject) == true)
            ((IInternalActorRef)subject).Send(new Unwatch(self));
        announced?.Remove(subject);
        return subject;
    }

    void OnDeath(IActorRef dead)
    {
        if (watched?.Remove(dead) == true && !isStopping)
        {
            (announced ??= []).Add(dead);
            self.Tell(new Terminated(dead), dead);
        }
        if (!children.Remove(dead) || children.AnyStopping || afterChildren is not { } next)
            return;
        afterChildren = null;
        next();
    }

    void ForgetWatched()
    {
        foreach (var subject in watched ?? [])
            ((IInternalActorRef)subject).Send(new Unwatch(self));
        watched = null;
        announced = null;
    }
}
