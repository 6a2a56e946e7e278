namespace Scanout.Codecs.Spice;

/// <summary>How one kind of client message looks.</summary>
/// <param name="Name">As spice-protocol's enums.h has it.</param>
/// <param name="MinBytes">Of its body.</param>
/// <param name="MaxBytes">Of its body.</param>
/// <param name="Read">Makes it of a body of such a length, or null where the body's own lengths contradict it.</param>
sealed record SpiceClientForm(string Name, int MinBytes, int MaxBytes, SpiceClientForm.Reading Read)
{
    public delegate SpiceClientMessage? Reading(ReadOnlySpan<byte> body);
}
