using Microsoft.Extensions.Hosting.Systemd;

namespace Scanout.Tests.Hosting.Systemd;

/// <summary>Keeps what systemd is told.</summary>
sealed class ToldSystemd : ISystemdNotifier
{
    readonly List<string> told = [];

    public bool IsEnabled => true;

    public IReadOnlyList<string> Told
    {
        get
        {
            lock (told)
                return [.. told];
        }
    }

    public void Notify(ServiceState state)
    {
        lock (told)
            told.Add(state.ToString());
    }
}
