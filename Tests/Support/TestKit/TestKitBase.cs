using System.Collections.Concurrent;
using System.Diagnostics;
using Scanout.Actors.Kernel;

namespace Scanout.Tests.Support.TestKit;

/// <summary>
/// An actor whose mailbox the test reads: what arrives is queued, and the expectations take it in its order. The expectations block the test's thread and
/// fail with xunit's exceptions. Names and meanings are those of Akka.TestKit.
/// </summary>
public abstract class TestKitBase
{
    // Long, since only a test that fails waits for its end.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);
    static long lastActor;

    readonly BlockingCollection<Envelope> received = [];

    private protected TestKitBase(ActorSystem system, string? name)
    {
        Sys = system;
        TestActor = system.SystemActorOf(Props.Create<TestActor>(received), $"{name ?? "testActor"}-{Interlocked.Increment(ref lastActor)}");
    }

    public ActorSystem Sys { get; }

    public IActorRef TestActor { get; }

    /// <summary>Who sent the message that was taken last.</summary>
    public IActorRef LastSender { get; private set; } = ActorRefs.Nobody;

    /// <summary>Takes the next message, which must be a <typeparamref name="T"/>.</summary>
    public T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null) => Take<T>(duration, hint);

    /// <summary>Takes the next message, which must be a <typeparamref name="T"/> that <paramref name="isMessage"/> agrees to.</summary>
    public T ExpectMsg<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null)
    {
        var message = Take<T>(timeout, hint);
        if (!isMessage(message))
            Assert.Fail($"Got {message}, which is not what was expected. {hint}");
        return message;
    }

    public void ExpectNoMsg(TimeSpan duration)
    {
        if (received.TryTake(out var envelope, duration))
            Assert.Fail($"Expected no message, got {envelope.Message} from {envelope.Sender}.");
    }

    public Terminated ExpectTerminated(IActorRef target, TimeSpan? timeout = null) =>
        ExpectMsg<Terminated>(terminated => terminated.ActorRef.Equals(target), timeout, $"Terminated {target}");

    /// <summary>Lets the test's actor watch; it does when this returns.</summary>
    public IActorRef Watch(IActorRef actorToWatch)
    {
        TestActor.Ask<WatchBegun>(new BeginWatch(actorToWatch), Patience).GetAwaiter().GetResult();
        return actorToWatch;
    }

    /// <summary>Tries until the assertion holds, and lets its last exception out when the time is over.</summary>
#pragma warning disable CA1822 // An instance member, as in Akka.TestKit.
    public void AwaitAssert(Action assertion, TimeSpan? duration = null)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                assertion();
                return;
            }
            catch (Exception) when (clock.Elapsed < (duration ?? Patience))
            {
                Thread.Sleep(PollInterval);
            }
        }
    }
#pragma warning restore CA1822

    T Take<T>(TimeSpan? timeout, string? hint)
    {
        if (!received.TryTake(out var envelope, timeout ?? Patience))
            Assert.Fail($"No {typeof(T).Name} came within {timeout ?? Patience}. {hint}");
        LastSender = envelope.Sender;
        if (envelope.Message is not T message)
        {
            Assert.Fail($"Expected a {typeof(T).Name}, got {envelope.Message} from {envelope.Sender}. {hint}");
            return default;
        }
        return message;
    }
}
