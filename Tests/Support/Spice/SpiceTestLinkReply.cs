namespace Scanout.Tests.Support.Spice;

/// <summary>A server's answer to a link message: an error with nothing else, or a key and the server's capabilities.</summary>
public sealed record SpiceTestLinkReply(uint Error, byte[] PublicKey, uint[] CommonWords, uint[] ChannelWords);
