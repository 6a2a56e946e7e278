namespace Scanout.Pipeline.Sinks;

/// <summary>By what a viewer's bytes come. Who may read them on their way decides what is asked of him.</summary>
public enum ViewerLink
{
    /// <summary>Anybody on the way may, until there is TLS.</summary>
    Tcp,

    /// <summary>TLS from the first byte on: nobody may.</summary>
    Tls,

    /// <summary>Nobody may; who may connect, the file system decides.</summary>
    Unix,

    /// <summary>As the web's listener has it: loopback, or open by the operator's will.</summary>
    WebSocket,

    /// <summary>A WebSocket over TLS: nobody may.</summary>
    SecureWebSocket,
}
