using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Scanout.Tests.Pipeline.Devices.Vfio.Qemu;

/// <summary>Runs a part of a test without the rights of root: by the bare system call, which changes the one thread's user only.</summary>
static partial class Nobody
{
    const uint User = 65534;
    static readonly nint SetResUid = RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? 147 : 117;

    /// <summary>Whether there are rights of root to give up.</summary>
    public static bool IsOther => Environment.IsPrivilegedProcess;

    public static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            Assert.Equal(0, IsOther ? Syscall(SetResUid, (nint)User, (nint)User, -1) : 0);
            try
            {
                action();
            }
            catch (Exception thrown)
            {
                failure = ExceptionDispatchInfo.Capture(thrown);
            }
            finally
            {
                Assert.Equal(0, IsOther ? Syscall(SetResUid, 0, 0, -1) : 0);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Syscall(nint number, nint real, nint effective, nint saved);
}
