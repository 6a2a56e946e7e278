namespace Scanout.Pipeline.Devices.Vfio.Doctor;

/// <summary>How much a finding stands in the way of a picture.</summary>
public enum Severity
{
    /// <summary>It is as it should be.</summary>
    Good,

    /// <summary>Worth knowing; a picture may be had all the same.</summary>
    Note,

    /// <summary>There is no picture because of it.</summary>
    Obstacle,
}

/// <summary>One thing that an examination has found.</summary>
/// <param name="Severity">How much it stands in the way.</param>
/// <param name="Subject">What it is about: <c>kernel</c>, <c>mdev UUID</c>, <c>VM vm-17</c>.</param>
/// <param name="Sentence">What is so.</param>
/// <param name="Remedy">What to do about it; null where nothing is to be done.</param>
public sealed record Finding(Severity Severity, string Subject, string Sentence, string? Remedy = null);
