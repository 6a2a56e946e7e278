using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Scanout.Benchmarks.Vnc.Scenes;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices.Regions;

namespace Scanout.Benchmarks.Vnc.Peers;

/// <summary>
/// One peer's screen: a display region, and beside it the true damage of each update for the peers that are told it (Native/stage.h). Owns
/// both files, in a directory of their own. One thread at a time.
/// </summary>
sealed class Stage : IDisposable
{
    const int Slots = 64;
    const int SlotBytes = 128;

    readonly RegionPublisher region;
    readonly MemoryMappedFile damageFile;
    readonly MemoryMappedViewAccessor damage;
    long updates;

    public Stage(string directory)
    {
        Folder = Directory.CreateDirectory(directory).FullName;
        DamageFile = Path.Combine(Folder, "damage");
        damageFile = MemoryMappedFile.CreateFromFile(DamageFile, FileMode.CreateNew, mapName: null, Slots * SlotBytes);
        damage = damageFile.CreateViewAccessor();
        region = RegionPublisher.Create(
            RegionFile, new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, IScene.Width, IScene.Height, IScene.Width * 4));
    }

    /// <summary>Where the region is published: it is the only one there.</summary>
    public string Folder { get; }

    public string RegionFile => Path.Combine(Folder, "screen.region");

    public string DamageFile { get; }

    public Span<uint> Pixels => MemoryMarshal.Cast<byte, uint>(region.Pixels);

    /// <summary>The pixels are as they are to be: tells the readers, and where they differ from the update before.</summary>
    public void Publish(ReadOnlySpan<Area> areas)
    {
        var at = ++updates % Slots * SlotBytes;
        damage.Write(at, areas.Length);
        at += 8;
        foreach (var area in areas)
        {
            foreach (var word in (ReadOnlySpan<int>)[area.X, area.Y, area.Width, area.Height])
            {
                damage.Write(at, (ushort)word);
                at += sizeof(ushort);
            }
        }
        region.Publish();
    }

    public void Dispose()
    {
        region.Dispose();
        damage.Dispose();
        damageFile.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
