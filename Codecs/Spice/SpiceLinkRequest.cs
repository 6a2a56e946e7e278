namespace Scanout.Codecs.Spice;

/// <summary>What a client wants with a connection (SPICE protocol, SpiceLinkMess).</summary>
/// <param name="ConnectionId">0 on a main channel, else the session's number from SPICE_MSG_MAIN_INIT.</param>
/// <param name="Channel">May be one that nobody knows.</param>
/// <param name="ChannelId">0 of the first display.</param>
/// <param name="Common">The first word; there are no bits in others yet.</param>
/// <param name="ChannelCapabilities">The first word, with the channel's own bits.</param>
public readonly record struct SpiceLinkRequest(
    uint ConnectionId, SpiceChannel Channel, byte ChannelId, SpiceCapabilities Common, uint ChannelCapabilities);
