namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>A frame whose stamp a stream has brought, and when a viewer that keeps to the stream's clock shows it.</summary>
/// <param name="Frame">Its number.</param>
/// <param name="ArrivedAt">As Stopwatch counts.</param>
/// <param name="Early">How long it waits to be shown; negative: it is too late, and spice-gtk drops it.</param>
readonly record struct StreamArrival(int Frame, long ArrivedAt, TimeSpan Early);
