using Scanout.Codecs.Rfb;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// What a viewer may choose from, each list with the best first. It follows from the settings and from how the viewer has come.
/// </summary>
sealed record RfbOffer(IReadOnlyList<RfbSecurity> Types, IReadOnlyList<RfbSubtype> Subtypes)
{
    static readonly RfbOffer NothingAsked = new([RfbSecurity.None], []);

    /// <param name="settings">The service's.</param>
    /// <param name="arrival">Who wants to be let in.</param>
    public static RfbOffer Of(RfbSessionSettings settings, RfbArrival arrival)
    {
        var admission = settings.Admission;
        if (arrival.Admitted is not null)
            return NothingAsked;
        // TLS is for the network: who comes by a Unix socket or a WebSocket has come as its own listener wants it.
        var hasTls = arrival.Link == ViewerLink.Tcp && settings.Tls is not null;
        var mayBePlain = arrival.Link != ViewerLink.Tcp || settings.Tls is null || !settings.IsTlsRequired;
        var isOpen = admission is null or { IsOpen: true };
        var hasPassword = admission?.HasPassword == true;
        var hasNames = admission?.HasUsers == true || (!isOpen && admission!.Tokens.HasAnyFor(arrival.Display));

        var subtypes = new List<RfbSubtype>();
        Add(hasTls && admission?.HasUsers == true, RfbSubtype.X509Plain);
        Add(hasTls && hasPassword, RfbSubtype.X509Vnc);
        // A token goes where a password goes that comes with a name: that way stands open while one is out.
        Add(hasTls && hasNames && admission?.HasUsers != true, RfbSubtype.X509Plain);
        Add(hasTls && isOpen, RfbSubtype.X509None);
        Add(mayBePlain && hasNames, RfbSubtype.Plain);

        var types = new List<RfbSecurity>();
        if (subtypes.Exists(VeNCrypt.IsOverTls) || admission?.HasUsers == true)
            types.Add(RfbSecurity.VeNCrypt);
        if (mayBePlain && hasPassword)
            types.Add(RfbSecurity.VncAuthentication);
        if (mayBePlain && isOpen)
            types.Add(RfbSecurity.None);
        if (subtypes.Count > 0 && !types.Contains(RfbSecurity.VeNCrypt))
            types.Add(RfbSecurity.VeNCrypt);
        return new RfbOffer(types, subtypes);

        void Add(bool isOffered, RfbSubtype subtype)
        {
            if (isOffered)
                subtypes.Add(subtype);
        }
    }

    /// <summary>What a viewer of 3.3 gets, which can do nothing but the two oldest; null where those are not offered.</summary>
    public RfbSecurity? Oldest => Types.Contains(RfbSecurity.VncAuthentication) ? RfbSecurity.VncAuthentication
        : Types.Contains(RfbSecurity.None) ? RfbSecurity.None
        : null;
}
