namespace Scanout.Actors.Kernel;

/// <summary>One behaviour of an actor: its handlers in the order they were listed.</summary>
sealed class HandlerTable
{
    readonly List<Func<object, bool>> handlers = [];
    bool isComplete;

    public void Add<T>(Func<T, bool> handler, Predicate<T>? shouldHandle)
    {
        if (isComplete)
            throw new InvalidOperationException("A handler that takes every message is already there; one after it would never be asked.");
        isComplete = typeof(T) == typeof(object) && shouldHandle is null;
        handlers.Add(message => message is T wanted && (shouldHandle is null || shouldHandle(wanted)) && handler(wanted));
    }

    public bool TryHandle(object message)
    {
        foreach (var handler in handlers)
        {
            if (handler(message))
                return true;
        }
        return false;
    }
}
