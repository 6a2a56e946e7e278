namespace Scanout.Actors.Kernel;

/// <summary>Hands what is published to all who subscribed to its type, a base type or an interface of it. Free of threads; one per system.</summary>
public sealed class EventStream
{
    readonly Lock gate = new();

    // Replaced as a whole under the gate, so that publishing needs no lock.
    volatile (IActorRef Subscriber, Type Channel)[] subscriptions = [];

    /// <summary>Whether the subscription is new. An actor's subscriptions end with it.</summary>
    public bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        lock (gate)
        {
            if (Array.Exists(subscriptions, subscription => subscription.Channel == channel && subscription.Subscriber.Equals(subscriber)))
                return false;
            subscriptions = [.. subscriptions, (subscriber, channel)];
            return true;
        }
    }

    /// <summary>Whether there was anything to end.</summary>
    public bool Unsubscribe(IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        if (subscriptions.Length == 0)
            return false;
        lock (gate)
        {
            var before = subscriptions.Length;
            subscriptions = Array.FindAll(subscriptions, subscription => !subscription.Subscriber.Equals(subscriber));
            return subscriptions.Length < before;
        }
    }

    /// <summary>Each subscriber gets the event once, however many of its channels it fits.</summary>
    public void Publish(object @event)
    {
        var current = subscriptions;
        for (var i = 0; i < current.Length; i++)
        {
            if (Fits(i) && !Enumerable.Range(0, i).Any(earlier => Fits(earlier) && current[earlier].Subscriber.Equals(current[i].Subscriber)))
                current[i].Subscriber.Tell(@event, ActorRefs.NoSender);
        }

        bool Fits(int index) => current[index].Channel.IsInstanceOfType(@event);
    }
}
