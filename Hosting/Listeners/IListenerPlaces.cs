using Microsoft.AspNetCore.Connections;

namespace Scanout.Hosting.Listeners;

/// <summary>Where listeners for displays may be: ports, or files of a directory.</summary>
interface IListenerPlaces
{
    /// <summary>Listens at a place for the display of that name; IOException, with the place and the reason, where it can't.</summary>
    Task<IConnectionListener> ListenAsync(string display);

    /// <summary>Where the display's listener is, for who connects.</summary>
    string PlaceOf(string display);

    /// <summary>The display's listener there is about to be closed, or has been.</summary>
    void Release(string display);
}
