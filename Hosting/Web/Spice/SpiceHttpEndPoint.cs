using System.Net;

namespace Scanout.Hosting.Web.Spice;

/// <summary>Where Kestrel takes in what <see cref="SpiceHttpTransport"/> passes on. Nothing can be connected to it.</summary>
sealed class SpiceHttpEndPoint : EndPoint
{
    const string Name = "spice-ports";

    public static SpiceHttpEndPoint Instance { get; } = new();

    /// <summary>Whether it is what Kestrel tells of it among its addresses.</summary>
    public static bool IsAddress(string address) => address.EndsWith($"//{Name}", StringComparison.Ordinal);

    public override string ToString() => Name;
}
