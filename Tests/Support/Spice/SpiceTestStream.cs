namespace Scanout.Tests.Support.Spice;

/// <summary>An MJPEG stream that a server has opened.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Box">Where it shows.</param>
/// <param name="Report">What STREAM_ACTIVATE_REPORT asked for; null before it.</param>
public sealed record SpiceTestStream(uint Id, SpiceTestBox Box, (uint UniqueId, uint MaxWindow, uint TimeoutMilliseconds)? Report = null);
