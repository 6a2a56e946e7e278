using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>What a recorder is told of the display that it records.</summary>
/// <param name="Surface">Its frames, and its name.</param>
/// <param name="Policy">Never <see cref="RecordingPolicy.Off"/>.</param>
/// <param name="Id">The UUID of its VM or device as far as it is known by now, or <see cref="Guid.Empty"/>; for any thread.</param>
public sealed record RecordedDisplay(Surface Surface, RecordingPolicy Policy, Func<Guid> Id);
