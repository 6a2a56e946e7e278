namespace Scanout.Hosting.Web;

/// <summary>What <c>/health/…?verbose</c> answers.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c>, or the same with <c>not</c>.</param>
/// <param name="Reasons">Why it is not; empty where it is.</param>
/// <param name="Notes">What is worth knowing all the same.</param>
public sealed record HealthRecord(string Status, IReadOnlyList<string> Reasons, IReadOnlyList<string> Notes);
