namespace Scanout.Pipeline.Devices.Vfio.Doctor;

/// <summary>What vendors let an operator switch off, as sysfs shows it beside a device. Reads; changes nothing.</summary>
static class VendorOptions
{
    /// <summary>What of the options takes the display away; null where nothing does.</summary>
    /// <param name="subject">What the finding is to be about.</param>
    /// <param name="sysfsPath">The device's directory.</param>
    internal static Finding? Examine(string subject, string sysfsPath)
    {
        // NVIDIA: plugin parameters, of an mdev and of a virtual function alike.
        if (Sysfs.Text(Path.Combine(sysfsPath, "nvidia/vgpu_params")) is { } parameters
            && parameters.Split(',', ' ', '\n').Any(parameter => parameter.Trim() is "disable_vnc=1"))
            return new(
                Severity.Obstacle, subject, "its display is switched off by the vGPU plugin's parameter disable_vnc=1",
                $"stop the VM and write the parameters without it to {sysfsPath}/nvidia/vgpu_params");
        // NVIDIA: a virtual function without a type is no vGPU yet.
        if (Sysfs.Text(Path.Combine(sysfsPath, "nvidia/current_vgpu_type"))?.Trim() is "0")
            return new(Severity.Obstacle, subject, "the virtual function has no vGPU type yet", $"choose one: {sysfsPath}/nvidia/creatable_vgpu_types lists them");
        // Types of mediated devices tell of their heads where the vendor does so.
        if (Sysfs.Text(Path.Combine(sysfsPath, "mdev_type/description")) is { } description
            && description.Split(',', '\n').Any(part => part.Trim() is "num_heads=0" or "num_heads: 0"))
            return new(Severity.Obstacle, subject, "its type has no display: it is for computing", "make the vGPU of a type with a head");
        return null;
    }
}
