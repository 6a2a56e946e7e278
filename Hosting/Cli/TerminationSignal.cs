using System.Runtime.InteropServices;

namespace Scanout.Hosting.Cli;

/// <summary>Lets a command that is no service end in good order on SIGTERM and SIGINT.</summary>
sealed class TerminationSignal : IDisposable
{
    readonly PosixSignalRegistration[] registrations;

    TerminationSignal(Action<PosixSignalContext> end) =>
        registrations = [PosixSignalRegistration.Create(PosixSignal.SIGTERM, end), PosixSignalRegistration.Create(PosixSignal.SIGINT, end)];

    public static TerminationSignal Cancelling(CancellationTokenSource ending) => new(signal =>
    {
        signal.Cancel = true;
        ending.Cancel();
    });

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
    }
}
