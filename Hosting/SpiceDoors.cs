using System.Runtime.CompilerServices;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Pipeline.Sinks.Spice;

namespace Scanout.Hosting;

/// <summary>
/// The displays' SPICE doors, one for each, by whatever way its viewers come: a session's connections find each other there. A door lives
/// as long as its surface does. Any thread may ask.
/// </summary>
sealed class SpiceDoors(SpiceSessionSettings settings, AudienceDirectory audiences)
{
    readonly ConditionalWeakTable<Surface, SpiceDoor> doors = [];

    public SpiceDoor Of(Surface surface) => doors.GetValue(
        surface, surface => new SpiceDoor(surface, settings, audiences.Of(surface.Name), audiences.NextNumber));
}
