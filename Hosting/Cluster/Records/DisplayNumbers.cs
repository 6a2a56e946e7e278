namespace Scanout.Hosting.Cluster.Records;

/// <summary>What of a display changes all the time.</summary>
/// <param name="State">As the API tells it.</param>
/// <param name="UpdatesPerSecond">To the nearest of a few steps, once it has been told to another host.</param>
/// <param name="Viewers">How many; 61 are 61 or more, once told.</param>
/// <param name="IsRecording">Whether it is being recorded.</param>
/// <param name="Screen">What its screen shows; empty where that is not known.</param>
readonly record struct DisplayNumbers(string State, double UpdatesPerSecond, int Viewers, bool IsRecording, string Screen);
