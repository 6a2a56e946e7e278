using Scanout.Actors.Displays;

namespace Scanout.Hosting;

/// <summary>The actor that knows all displays, and the questions that it answers.</summary>
sealed record DisplaysRef(IActorRef Actor, TimeProvider TimeProvider)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A busy host may take its time to open the ports of all that is there at the start.</summary>
    static readonly TimeSpan PatienceAtStart = TimeSpan.FromMinutes(1);

    /// <summary>Every display, once each has its addresses.</summary>
    public Task<DisplayList> ListAsync(CancellationToken cancellationToken) => AskAsync<DisplayList>(new ListDisplays(), Patience, cancellationToken);

    /// <summary>The same at the service's start.</summary>
    public Task<DisplayList> ListFirstAsync(CancellationToken cancellationToken) =>
        AskAsync<DisplayList>(new ListDisplays(), PatienceAtStart, cancellationToken);

    /// <summary>The display of that name; null where there is none.</summary>
    public async Task<DisplayStatus?> FindAsync(string name, CancellationToken cancellationToken) =>
        await AskAsync<object>(new FindDisplay(name), Patience, cancellationToken) as DisplayStatus;

    /// <summary>Has the display forgotten: its viewers, its port and its name are free once this is over.</summary>
    public Task ForgetAsync(string name, string reason, CancellationToken cancellationToken) =>
        AskAsync<object>(new ForgetDisplay(name, reason), Patience, cancellationToken);

    /// <summary>An answer that is not there in time is an <see cref="OperationCanceledException"/>, as where the caller gives up.</summary>
    async Task<T> AskAsync<T>(object question, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var patienceOver = new CancellationTokenSource(patience, TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patienceOver.Token, cancellationToken);
        return await Actor.Ask<T>(question, either.Token);
    }
}
