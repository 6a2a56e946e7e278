using BenchmarkDotNet.Running;
using Scanout.Benchmarks.Capture;

if (args is ["idle", ..])
    IdleCost.Measure(args.ElementAtOrDefault(1) ?? "Hosting/bin/Release/net10.0/scanout");
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
