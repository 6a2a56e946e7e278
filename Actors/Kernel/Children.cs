namespace Scanout.Actors.Kernel;

/// <summary>
/// The children of one actor by name, and which of them are being stopped. Locked, since anybody may start actors at the top of the tree; all
/// others ask on their own turn alone.
/// </summary>
sealed class Children
{
    readonly Lock gate = new();
    Dictionary<string, Child>? all;
    HashSet<LocalActorRef>? stopping;
    bool isClosed;
    long unnamed;

    public bool AnyStopping
    {
        get
        {
            lock (gate)
                return stopping is { Count: > 0 };
        }
    }

    public LocalActorRef[] Snapshot()
    {
        lock (gate)
            return all is null ? [] : [.. all.Values.Select(child => child.Ref)];
    }

    public string NextName() => $"${Interlocked.Increment(ref unnamed):x}";

    public LocalActorRef Add(string name, Func<LocalActorRef> build, TimeProvider clock)
    {
        lock (gate)
        {
            if (isClosed)
                throw new InvalidOperationException("An actor that is stopping has no new children.");
            all ??= [];
            if (all.ContainsKey(name))
                throw new InvalidActorNameException($"Actor name \"{name}\" is not unique.");
            var child = build();
            all.Add(name, new Child(child, new RestartCount(clock)));
            return child;
        }
    }

    public LocalActorRef? Find(string name)
    {
        lock (gate)
            return all is not null && all.TryGetValue(name, out var child) ? child.Ref : null;
    }

    /// <summary>The restarts of this very child; null when it is none, or none any more.</summary>
    public RestartCount? RestartsOf(IActorRef child)
    {
        lock (gate)
            return all is not null && all.TryGetValue(child.Path.Name, out var known) && known.Ref.Equals(child) ? known.Restarts : null;
    }

    /// <summary>Notes that the actor, if it is a child, is being stopped and will be waited for.</summary>
    public void NoteStopping(IActorRef actor)
    {
        lock (gate)
        {
            if (all is not null && all.TryGetValue(actor.Path.Name, out var child) && child.Ref.Equals(actor))
                (stopping ??= []).Add(child.Ref);
        }
    }

    /// <summary>Whether it was a child.</summary>
    public bool Remove(IActorRef actor)
    {
        lock (gate)
        {
            if (all is null || !all.TryGetValue(actor.Path.Name, out var child) || !child.Ref.Equals(actor))
                return false;
            all.Remove(actor.Path.Name);
            stopping?.Remove(child.Ref);
            return true;
        }
    }

    /// <summary>From here on there are no new children.</summary>
    public void Close()
    {
        lock (gate)
            isClosed = true;
    }

    readonly record struct Child(LocalActorRef Ref, RestartCount Restarts);
}
