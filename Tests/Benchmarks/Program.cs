using BenchmarkDotNet.Running;
using Scanout.Benchmarks.Capture;
using Scanout.Benchmarks.Cluster;
using Scanout.Benchmarks.Motion;
using Scanout.Benchmarks.Recording;
using Scanout.Benchmarks.Spice;
using Scanout.Benchmarks.Vnc;
using Scanout.Benchmarks.Wall;

if (args is ["vnc", ..])
    return VncBenchmark.Run(args.AsSpan(1));
if (args is ["spice", ..])
    return SpiceBenchmark.Run(args.AsSpan(1));
if (args is ["wall", ..])
    return WallBenchmark.Run(args.AsSpan(1));
if (args is ["cluster", ..])
    return ClusterBenchmark.Run();
if (args is ["recording", ..])
    return RecordingBenchmark.Run(args.AsSpan(1));
if (args is ["idle", ..])
    IdleCost.Measure(args.ElementAtOrDefault(1) ?? "Hosting/bin/Release/net10.0/scanout");
else if (args is ["motion", ..])
    MotionCoverage.Measure(args.Contains("verbose"));
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
