using Scanout.Pipeline.Frames;

namespace Scanout.Tests.Support;

/// <summary>A surface's newest frame, held for a test's scope.</summary>
public sealed class HeldFrame(Surface surface) : IDisposable
{
    public Frame Frame { get; } = surface.Acquire() ?? throw new InvalidOperationException("the surface has no frame");

    public void Dispose() => Frame.Release();
}
