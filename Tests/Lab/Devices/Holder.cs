using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Scanout.Lab.Devices;

/// <summary>
/// The other end of a <see cref="HolderProcess"/>: a process that has vGPUs open as a QEMU has, and does with them what its standard input says, one
/// command a line and one answer a line.
/// </summary>
static class Holder
{
    /// <param name="arguments">The devices' UUIDs; what follows <c>--</c> is for who reads the command line.</param>
    public static int Run(string[] arguments)
    {
        var devices = arguments.TakeWhile(argument => argument != "--").Select(uuid => new HeldDevice(uuid)).ToList();
        var sockets = new List<Socket>();
        Console.WriteLine("holding");
        while (Console.ReadLine()?.Split(' ', 4) is { } command && command[0] != "quit")
            Console.WriteLine(Do(command, devices, sockets));
        devices.ForEach(device => device.Dispose());
        sockets.ForEach(socket => socket.Dispose());
        return 0;
    }

    static string Do(string[] command, List<HeldDevice> devices, List<Socket> sockets)
    {
        try
        {
            var device = devices[Number(command[1])];
            switch (command[0])
            {
                case "mode":
                    var size = command[2].Split('x');
                    device.SetMode(Number(size[0]), Number(size[1]), command.Length > 3 ? Number(command[3]) : 0);
                    return "done";
                case "paint":
                    size = command[2].Split('x');
                    var how = command[3].Split(' ');
                    device.Paint(Number(size[0]), Number(size[1]), Number(how[0]), how.Length > 1 ? Number(how[1]) : 0, how.Length > 2 ? Number(how[2]) : 0);
                    return "done";
                case "pan":
                    device.Pan(Number(command[2]), Number(command[3]));
                    return "done";
                case "off":
                    device.SwitchOff();
                    return "done";
                case "edid":
                    return Convert.ToHexString(device.GuestsEdid(Number(command[2])));
                case "link":
                    return $"{device.LinkState}";
                case "send":
                    return Send(device, command[2], command[3], sockets);
                case "hangup":
                    sockets.ForEach(socket => socket.Dispose());
                    return "done";
                default:
                    return "unknown";
            }
        }
        catch (Exception fault) when (fault is LabCallException or SocketException or FormatException)
        {
            return $"error {fault.Message}";
        }
    }

    static string Send(HeldDevice device, string path, string text, List<Socket> sockets)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        sockets.Add(socket);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        LabCalls.Send(socket.SafeHandle, Encoding.UTF8.GetBytes(text + "\n"), device.Fd);
        var answer = new byte[512];
        return Encoding.UTF8.GetString(answer, 0, socket.Receive(answer)).TrimEnd();
    }

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
