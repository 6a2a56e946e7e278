using Scanout.Actors.Kernel;

namespace Scanout.Tests.Support.TestKit;

/// <summary>
/// Base class of a test class with an actor system of its own, which ends with the test. What the test tells without naming a sender comes from
/// <see cref="TestKitBase.TestActor"/>, also after an await.
/// </summary>
public class TestKit : TestKitBase, IDisposable
{
    readonly SynchronizationContext? outerContext = SynchronizationContext.Current;
    bool isDisposed;

    public TestKit()
        : base(ActorSystem.Create("test"), null)
    {
        var cell = ((LocalActorRef)TestActor).Cell;
        ActorCell.Current = cell;
        SynchronizationContext.SetSynchronizationContext(new SenderContext(cell));
    }

    public TestProbe CreateTestProbe(string? name = null) => new(Sys, name);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (isDisposed)
            return;
        isDisposed = true;
        try
        {
            AfterAll();
        }
        finally
        {
            Sys.Terminate().Wait(TimeSpan.FromSeconds(5));
            ActorCell.Current = null;
            SynchronizationContext.SetSynchronizationContext(outerContext);
        }
    }

    /// <summary>Runs before the system is terminated.</summary>
    protected virtual void AfterAll()
    {
    }

    /// <summary>Resumes the test's asynchronous code on the pool with the test's actor as sender.</summary>
    sealed class SenderContext(ActorCell cell) : SynchronizationContext
    {
        public override SynchronizationContext CreateCopy() => this;

        public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ => Send(d, state));

        public override void Send(SendOrPostCallback d, object? state)
        {
            var outer = (Context: Current, Cell: ActorCell.Current);
            SetSynchronizationContext(this);
            ActorCell.Current = cell;
            try
            {
                d(state);
            }
            finally
            {
                SetSynchronizationContext(outer.Context);
                ActorCell.Current = outer.Cell;
            }
        }
    }
}
