using System.Runtime.InteropServices;

namespace Scanout.Pipeline.Devices.Memory;

/// <summary>A failed system call as a sentence.</summary>
static class SystemError
{
    /// <summary>The error of the call that was made last, on this thread, as <c>SENTENCE: its text</c>.</summary>
    internal static DeviceException Exception(string sentence) => Exception(sentence, Marshal.GetLastPInvokeError());

    internal static DeviceException Exception(string sentence, int errno) => new($"{sentence}: {Text(errno)}");

    internal static string Text(int errno) => Marshal.GetPInvokeErrorMessage(errno);
}
