namespace Scanout.Actors.Kernel;

/// <summary>An actor that puts messages aside. The engine sets <see cref="Stash"/> once the constructor has run.</summary>
public interface IWithUnboundedStash
{
    IStash Stash { get; set; }
}

/// <summary>Messages put aside by one incarnation; they go back to the mailbox when it ends.</summary>
public interface IStash
{
    /// <summary>Puts the message being handled aside.</summary>
    /// <exception cref="IllegalActorStateException">It already is.</exception>
    void Stash();

    /// <summary>Puts all back into the mailbox, in their order and before everything that waits there.</summary>
    void UnstashAll();
}

sealed class MessageStash(ActorCell cell) : IStash
{
    readonly List<Envelope> envelopes = [];
    long lastStashed;

    public void Stash()
    {
        if (lastStashed == cell.MessageNumber)
            throw new IllegalActorStateException("A message can be stashed only once while it is handled.");
        envelopes.Add(cell.CurrentEnvelope);
        lastStashed = cell.MessageNumber;
    }

    public void UnstashAll()
    {
        for (var i = envelopes.Count - 1; i >= 0; i--)
            cell.Mailbox.Prepend(envelopes[i]);
        envelopes.Clear();
    }
}
