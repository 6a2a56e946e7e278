namespace Scanout.Codecs.Spice;

/// <summary>How grave a notice is (SPICE protocol, SPICE_NOTIFY_SEVERITY_*).</summary>
public enum SpiceSeverity : uint
{
    Information,
    Warning,
    Error,
}
