namespace Scanout.Actors.Kernel;

/// <summary>An actor that lists its handlers by message type, in its constructor and in what it hands to Become. The first that fits gets the message.</summary>
public abstract class ReceiveActor : ActorBase
{
    readonly Stack<HandlerTable> behaviours = new();

    // The table being filled: the constructor's until the first message, then one at a time inside of Become.
    HandlerTable? open = new();

    protected ReceiveActor() => behaviours.Push(open);

    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null) =>
        Add<T>(message =>
        {
            handler(message);
            return true;
        }, shouldHandle);

    /// <summary>The handler says whether it took the message; if not, later handlers are asked.</summary>
    protected void Receive<T>(Func<T, bool> handler) => Add(handler, null);

    /// <summary>
    /// The mailbox pauses until the task ends, and its code after an await runs as this actor, with its Self and Sender. What it throws fails the
    /// actor. If the actor is stopped meanwhile, the rest of the handler never runs: what it holds open, PostStop must close.
    /// </summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) =>
        Receive<T>(message => ActorCell.Current!.Await(() => handler(message)), shouldHandle);

    protected void ReceiveAny(Action<object> handler) => Receive(handler);

    /// <summary>Replaces the handlers by those that <paramref name="configure"/> lists.</summary>
    protected void Become(Action configure)
    {
        var table = Configure(configure);
        behaviours.Pop();
        behaviours.Push(table);
    }

    /// <summary>As <see cref="Become"/>, and <see cref="UnbecomeStacked"/> brings the handlers of before back.</summary>
    protected void BecomeStacked(Action configure) => behaviours.Push(Configure(configure));

    protected void UnbecomeStacked()
    {
        if (behaviours.Count > 1)
            behaviours.Pop();
    }

    internal void Seal() => open = null;

    internal override void Handle(object message)
    {
        if (!behaviours.Peek().TryHandle(message))
            Unhandled(message);
    }

    void Add<T>(Func<T, bool> handler, Predicate<T>? shouldHandle)
    {
        if (open is null)
            throw new InvalidOperationException("Handlers are listed in the constructor and inside of Become only.");
        open.Add(handler, shouldHandle);
    }

    HandlerTable Configure(Action configure)
    {
        var outer = open;
        var table = open = new HandlerTable();
        try
        {
            configure();
        }
        finally
        {
            open = outer;
        }
        return table;
    }
}
