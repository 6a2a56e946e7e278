using System.Net;
using System.Text.Json.Serialization;

namespace Scanout.Hosting.Web.Spice;

/// <summary>Where a SPICE viewer connects: at least one of both ports is there.</summary>
/// <param name="Address">An IP address.</param>
/// <param name="Port">The port, where it could be opened.</param>
/// <param name="TlsPort">The port that is TLS from the first byte on, where there is one.</param>
public sealed record SpiceAddress(
    string Address,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Port,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? TlsPort = null)
{
    public static SpiceAddress? Of(IPEndPoint? plain, IPEndPoint? overTls) =>
        (plain ?? overTls) is { } any ? new SpiceAddress(any.Address.ToString(), plain?.Port, overTls?.Port) : null;
}
