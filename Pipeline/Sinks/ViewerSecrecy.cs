namespace Scanout.Pipeline.Sinks;

/// <summary>Who can read what a viewer sees and types on its way, in words for the audit.</summary>
static class ViewerSecrecy
{
    public static string Of(ViewerLink link) => link switch
    {
        ViewerLink.Tls => "encrypted by TLS",
        ViewerLink.SecureWebSocket => "encrypted by the web's TLS",
        ViewerLink.Unix => "over a Unix socket",
        _ => "not encrypted",
    };
}
