using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Regions;
using Scanout.Tests.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Regions;

/// <summary>A region that a test writes by hand, in a file or a memory file, and the device that reads it.</summary>
sealed class RegionFile : IDisposable
{
    readonly ScratchDirectory directory = new();
    readonly MemoryFile? memory;

    public RegionFile(RegionBytes bytes, bool isMemory = false, int seals = MemoryFile.SealShrink)
    {
        Bytes = bytes;
        Path = directory.File("test.region");
        if (isMemory)
        {
            memory = new(bytes.Bytes, seals);
            File.CreateSymbolicLink(Path, memory.Path);
        }
        else
            File.WriteAllBytes(Path, bytes.Bytes);
        Device = Open();
    }

    public RegionBytes Bytes { get; }

    public string Path { get; }

    public FakeTimeProvider Time { get; } = new();

    public DisplayRegionDevice Device { get; }

    public DisplayRegionDevice Open() => (DisplayRegionDevice)new RegionSource(Path, Time).Open();

    /// <summary>Writes a part of the bytes as they are now into the file.</summary>
    public void Store(int at, int count)
    {
        using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, Bytes.Bytes.AsSpan(at, count), at);
    }

    /// <summary>Changes described facts as a publisher does: with another even sequence.</summary>
    public void Describe(Action<RegionBytes> change)
    {
        change(Bytes);
        Bytes.Sequence += 2;
        Store(12, 320 - 12);
    }

    public void StoreWord(int at, uint word)
    {
        Bytes.Set(at, word);
        Store(at, 4);
    }

    public uint Load(int at)
    {
        using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var word = new byte[4];
        Assert.Equal(4, RandomAccess.Read(file, word, at));
        return BitConverter.ToUInt32(word);
    }

    public void Resize(long bytes)
    {
        using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.SetLength(file, bytes);
    }

    public string Reason(LookOutcome outcome)
    {
        var look = Device.Look();
        Assert.Equal(outcome, look.Outcome);
        return look.Reason!;
    }

    public void Dispose()
    {
        Device.Dispose();
        memory?.Dispose();
        directory.Dispose();
    }
}
