namespace Scanout.Tests.Support.Spice;

/// <summary>One message of a server, its header taken off.</summary>
/// <param name="Type">Its number in its channel.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Serial">Which of its channel's messages it says it is, from 1; null with a mini header.</param>
public sealed record SpiceTestMessage(ushort Type, byte[] Body, ulong? Serial = null);
