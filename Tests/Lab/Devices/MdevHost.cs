namespace Scanout.Lab.Devices;

/// <summary>Makes and removes the kernel's sample devices, as an operator would: the service never does.</summary>
static class MdevHost
{
    public static readonly TimeSpan RemovalPatience = TimeSpan.FromSeconds(20);

    /// <param name="type"><c>mdpy-vga</c>, <c>mdpy-xga</c>, <c>mdpy-hd</c>, <c>mbochs-small</c>, <c>mbochs-medium</c>, <c>mbochs-large</c>.</param>
    /// <returns>The new device's UUID.</returns>
    public static string Create(string type)
    {
        var uuid = Guid.NewGuid().ToString();
        Create(type, uuid);
        return uuid;
    }

    public static void Create(string type, string uuid)
    {
        var driver = type.Split('-')[0];
        File.WriteAllText($"/sys/class/{driver}/{driver}/mdev_supported_types/{type}/create", uuid);
    }

    public static bool Exists(string uuid) => Directory.Exists($"/sys/bus/mdev/devices/{uuid}");

    public static string GroupOf(string uuid) => Path.GetFileName(new FileInfo($"/sys/bus/mdev/devices/{uuid}/iommu_group").LinkTarget!);

    /// <summary>Removes a device: it ends once everybody has let go of it.</summary>
    public static async Task RemoveAsync(string uuid) =>
        await Task.Run(() => File.WriteAllText($"/sys/bus/mdev/devices/{uuid}/remove", "1")).WaitAsync(RemovalPatience);
}
