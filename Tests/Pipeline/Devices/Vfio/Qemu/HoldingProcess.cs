using System.Diagnostics;
using Scanout.Pipeline.Devices.Vfio.Qemu;

namespace Scanout.Tests.Pipeline.Devices.Vfio.Qemu;

/// <summary>Another process that has a file open as its descriptor 5, and does with it what it is told.</summary>
sealed class HoldingProcess : IDisposable
{
    public const int Fd = 5;

    readonly Process process;

    public HoldingProcess(string file)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { "-c", "exec 5<>\"$1\"; echo; while read line; do eval \"$line\"; echo; done", "sh", file })
            start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        process.StandardOutput.ReadLine();
    }

    public int Pid => process.Id;

    public long StartTicks => ProcStat.Read("/proc", Pid)!.Value.StartTicks;

    /// <summary>Returns once the shell has done it.</summary>
    public void Do(string command)
    {
        process.StandardInput.WriteLine(command);
        process.StandardOutput.ReadLine();
    }

    public void End()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            End();
        process.Dispose();
    }
}
