using System.Buffers.Binary;
using System.Globalization;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Devices.Vfio;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

/// <summary>Nodes that answer as a kernel's did, write down what they are asked, and fail at the call that a test says.</summary>
sealed class RecordedNodes(HostRoots roots) : IVfioNodes
{
    readonly Dictionary<int, string> names = [];

    /// <summary>Every call: <c>open NODE</c>, <c>NODE REQUEST ARGUMENT</c>; a descriptor in a structure is written as its node.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Which call fails, from 0, and how.</summary>
    public (int Call, int Errno)? Failure { get; set; }

    public int ApiVersion { get; set; }
    public int HasType1 { get; set; } = 1;
    public uint GroupFlags { get; set; } = VfioAbi.VFIO_GROUP_FLAGS_VIABLE;

    public int Open(string path)
    {
        var name = Path.GetRelativePath(roots.Dev, path);
        return Answer($"open {name}", () => NewFd(name));
    }

    public int Call(DeviceFd fd, uint request, Span<byte> argument)
    {
        var told = request switch
        {
            VfioAbi.VFIO_GROUP_SET_CONTAINER => names[BinaryPrimitives.ReadInt32LittleEndian(argument)],
            VfioAbi.VFIO_DEVICE_BIND_IOMMUFD => string.Join(
                ' ', Convert.ToHexString(argument[..8]), names[BinaryPrimitives.ReadInt32LittleEndian(argument[8..])],
                Convert.ToHexString(argument[12..])),
            VfioAbi.VFIO_GROUP_GET_DEVICE_FD => System.Text.Encoding.ASCII.GetString(argument).Replace('\0', '$'),
            _ => Convert.ToHexString(argument),
        };
        if (request == VfioAbi.VFIO_GROUP_GET_STATUS && argument.Length >= 8)
            BinaryPrimitives.WriteUInt32LittleEndian(argument[4..], GroupFlags);
        return Answer(Told(fd, request, told), () => request == VfioAbi.VFIO_GROUP_GET_DEVICE_FD ? NewFd("device") : 0);
    }

    public int Call(DeviceFd fd, uint request, nint argument) => Answer(
        Told(fd, request, argument.ToString(CultureInfo.InvariantCulture)), () => request switch
        {
            VfioAbi.VFIO_GET_API_VERSION => ApiVersion,
            VfioAbi.VFIO_CHECK_EXTENSION => HasType1,
            _ => 0,
        });

    string Told(DeviceFd fd, uint request, string argument) =>
        string.Create(CultureInfo.InvariantCulture, $"{names[(int)fd.DangerousGetHandle()]} {request:X4} {argument}");

    int Answer(string call, Func<int> result)
    {
        Calls.Add(call);
        return Failure is { } failure && failure.Call == Calls.Count - 1 ? -failure.Errno : result();
    }

    int NewFd(string name)
    {
        var fd = Libc.Eventfd(0, 0);
        names[fd] = name;
        return fd;
    }
}
