namespace Scanout.Codecs.Spice;

/// <summary>What a client knows on its main channel (SPICE protocol, SPICE_MAIN_CAP_*).</summary>
[Flags]
public enum SpiceMainCapabilities : uint
{
    None = 0,
    SemiSeamlessMigrate = 1 << 0,

    /// <summary>It wants to be told the display's name and UUID.</summary>
    NameAndUuid = 1 << 1,
    AgentConnectedTokens = 1 << 2,
    SeamlessMigrate = 1 << 3,
}
