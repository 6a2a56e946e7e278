using Scanout.Actors.Displays;

namespace Scanout.Hosting;

/// <summary>The actor that knows all displays, and the questions that it answers.</summary>
sealed record DisplaysRef(IActorRef Actor)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A busy host may take its time to open the ports of all that is there at the start.</summary>
    static readonly TimeSpan PatienceAtStart = TimeSpan.FromMinutes(1);

    /// <summary>Every display, once each has its addresses.</summary>
    public Task<DisplayList> ListAsync(CancellationToken cancellationToken) => ListAsync(Patience, cancellationToken);

    /// <summary>The same at the service's start.</summary>
    public Task<DisplayList> ListFirstAsync(CancellationToken cancellationToken) => ListAsync(PatienceAtStart, cancellationToken);

    async Task<DisplayList> ListAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        return await Actor.Ask<DisplayList>(new ListDisplays(), limit.Token);
    }

    /// <summary>The display of that name; null where there is none.</summary>
    public async Task<DisplayStatus?> FindAsync(string name, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        return await Actor.Ask<object>(new FindDisplay(name), limit.Token) as DisplayStatus;
    }

    /// <summary>Has the display forgotten: its viewers, its port and its name are free once this is over.</summary>
    public async Task ForgetAsync(string name, string reason, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        await Actor.Ask<object>(new ForgetDisplay(name, reason), limit.Token);
    }
}
