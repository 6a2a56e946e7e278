using System.Text.Json.Serialization;

namespace Scanout.Hosting.Cluster.Records;

/// <summary>A host's heartbeat: that it lives, which facts hold, and the numbers of its displays.</summary>
/// <param name="Format">Of all that a host tells: 2.</param>
/// <param name="Sequence">
/// More at each beat, over starts too: milliseconds since 1970 by the host's clock, or one more than before. What is no more has been told before.
/// </param>
/// <param name="FactsTag">Which <see cref="HostFacts"/> hold.</param>
/// <param name="Numbers"><see cref="NumberDigits"/>, in the order of the facts' displays.</param>
/// <param name="IsLeaving">Whether it is the last one.</param>
sealed record HostBeat(
    [property: JsonPropertyName("v")] int Format,
    [property: JsonPropertyName("n")] long Sequence,
    [property: JsonPropertyName("f")] string FactsTag,
    [property: JsonPropertyName("d")] string Numbers,
    [property: JsonPropertyName("bye"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsLeaving = false)
{
    public const int CurrentFormat = 2;

    /// <summary>Of which no more is read.</summary>
    public const int MaxBytes = 128 + HostFacts.MaxDisplays * NumberDigits.PerDisplay;

    public byte[] ToBytes() => ClusterJson.Write(this);

    /// <summary>Null where it is none.</summary>
    public static HostBeat? Read(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= MaxBytes && ClusterJson.Read<HostBeat>(bytes) is { Format: CurrentFormat, FactsTag.Length: FactsSeal.TagLength } beat ? beat : null;
}
