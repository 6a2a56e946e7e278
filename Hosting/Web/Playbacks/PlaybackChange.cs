using System.Text.Json;

namespace Scanout.Hosting.Web.Playbacks;

/// <summary>What <c>POST /api/playbacks/NAME</c> asks for; what is left out stays as it is.</summary>
/// <param name="Paused">Whether it is to stand.</param>
/// <param name="Speed">Seconds of the recording in a second.</param>
/// <param name="Position">Seconds from the start as a number, or a moment as text.</param>
public sealed record PlaybackChange(bool? Paused = null, double? Speed = null, JsonElement? Position = null);
