using System.Diagnostics;

namespace Scanout.Benchmarks.Vnc.Peers;

/// <summary>Compiles one of the C programs beside this file.</summary>
static class NativeProgram
{
    static string Sources => Path.Combine(RepositoryRoot.Path, "Tests/Benchmarks/Vnc/Peers/Native");

    /// <summary>The program's path.</summary>
    /// <exception cref="InvalidOperationException">It can't be compiled: what the compiler says.</exception>
    public static string Compile(string name, string folder, params string[] libraries)
    {
        var program = Path.Combine(folder, name);
        var start = new ProcessStartInfo(
            "gcc", ["-O2", "-Wall", "-o", program, Path.Combine(Sources, $"{name}.c"), .. libraries.Select(library => $"-l{library}")])
        {
            RedirectStandardError = true,
        };
        using var gcc = Process.Start(start)!;
        var errors = gcc.StandardError.ReadToEnd();
        gcc.WaitForExit();
        return gcc.ExitCode == 0 ? program : throw new InvalidOperationException($"{name} can't be compiled: {errors}");
    }
}
