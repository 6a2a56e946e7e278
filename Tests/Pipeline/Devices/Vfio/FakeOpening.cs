using Scanout.Pipeline.Devices.Vfio;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

/// <summary>A way to a descriptor, of which only the facts are asked.</summary>
sealed class FakeOpening : IVfioOpening
{
    public string Description => "mdev 11111111-2222-3333-4444-555555555555";
    public Guid Id => new("11111111-2222-3333-4444-555555555555");
    public bool IsExclusive { get; init; }
    public bool IsEdidForeign { get; init; }
    public VfioHandle Open() => throw new InvalidOperationException("nothing is opened here");
}

/// <summary>A device's life that a test ends.</summary>
sealed class FakeLife : IDeviceLife
{
    public string? EndReason { get; set; }
    public bool IsDisposed { get; private set; }
    public void Dispose() => IsDisposed = true;
}
