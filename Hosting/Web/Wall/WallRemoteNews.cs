using Scanout.Hosting.Cluster;

namespace Scanout.Hosting.Web.Wall;

/// <summary>What a page is told of a display of another host: what changes all the time, and where the page does not know it yet what seldom does.</summary>
/// <param name="Name">As its host calls it.</param>
/// <param name="State">As the API tells it.</param>
/// <param name="UpdatesPerSecond">As its host tells it.</param>
/// <param name="Viewers">How many.</param>
/// <param name="Recording">Whether it is being recorded.</param>
/// <param name="Reason">Why it shows nothing.</param>
/// <param name="Screen">What its screen shows.</param>
/// <param name="Id">Seldom another one; null in news of what changes all the time.</param>
/// <param name="Device">The same.</param>
/// <param name="Width">The same.</param>
/// <param name="Height">The same.</param>
sealed record WallRemoteNews(
    string Name, string State, double UpdatesPerSecond, int Viewers, bool Recording, string? Reason, string? Screen, string? Id, string? Device, int? Width,
    int? Height)
{
    public WallRemoteNews WithoutFacts() => this with { Id = null, Device = null, Width = null, Height = null };

    public static WallRemoteNews Of(ClusterDisplayRecord display) => new(
        display.Name, display.State, display.UpdatesPerSecond, display.Viewers, display.Recording, display.Reason, display.Screen, display.Id, display.Device,
        display.Width, display.Height);

    public bool HasFactsOf(WallRemoteNews other) => (Id, Device, Width, Height) == (other.Id, other.Device, other.Width, other.Height);
}
