using System.Globalization;
using Scanout.Benchmarks.Vnc.Peers;

namespace Scanout.Benchmarks.Spice.Measures;

/// <summary>The processor time of a server so far.</summary>
/// <param name="Whole">Exactly.</param>
/// <param name="Kernel">Of it, within the kernel, which sends; in steps of 10 ms. What is left is looking, comparing and encoding.</param>
readonly record struct ServerTime(TimeSpan Whole, TimeSpan Kernel)
{
    const int KernelTimeField = 15;
    const double TicksPerSecond = 100;

    public TimeSpan User => Whole - Kernel;

    public static ServerTime Read(ServerProcess process)
    {
        var stat = File.ReadAllText($"/proc/{process.Id}/stat");
        // The program's name is in brackets, and may have spaces.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var kernel = long.Parse(fields[KernelTimeField - 3], CultureInfo.InvariantCulture);
        return new(process.ProcessorTime, TimeSpan.FromSeconds(kernel / TicksPerSecond));
    }

    public static ServerTime operator -(ServerTime now, ServerTime before) => new(now.Whole - before.Whole, now.Kernel - before.Kernel);
}
