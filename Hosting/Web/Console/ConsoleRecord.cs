using System.Text.Json.Serialization;

namespace Scanout.Hosting.Web.Console;

/// <summary>What a console is told of its display, as <c>GET /api/displays/NAME/viewers</c> has it.</summary>
/// <param name="Name">The display's.</param>
/// <param name="State">As in <see cref="DisplayRecord"/>.</param>
/// <param name="Reason">Why there is no picture; left out where there is one.</param>
/// <param name="Width">Of the picture.</param>
/// <param name="Height">Likewise.</param>
/// <param name="Recording">Whether it is recorded now.</param>
/// <param name="Vnc">Whether native VNC viewers can connect.</param>
/// <param name="Spice">The same of SPICE.</param>
/// <param name="Controllable">Whether there is anything to type into.</param>
/// <param name="Viewers">Who is here, in the order of their coming.</param>
public sealed record ConsoleRecord(
    string Name, string State, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason, int Width, int Height,
    bool Recording, bool Vnc, bool Spice, bool Controllable, IReadOnlyList<ConsoleViewer> Viewers);
