using System.Runtime.InteropServices;

namespace Scanout.Hosting.Reload;

/// <summary>Has the configuration read again on SIGHUP, on the signal's thread, for as long as it is there.</summary>
sealed class ReloadSignal : IDisposable
{
    readonly PosixSignalRegistration registration;

    ReloadSignal(ConfigurationReload reload) => registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
    {
        signal.Cancel = true;
        reload.Run();
    });

    public static ReloadSignal Taking(ConfigurationReload reload) => new(reload);

    public void Dispose() => registration.Dispose();
}
