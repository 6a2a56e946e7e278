using Scanout.Hosting.Cli;

try
{
    return await CommandLine.RunAsync(args);
}
catch (Exception fault)
{
    // A fault of ours: the one place where a trace is what helps.
    Console.Error.WriteLine($"scanout: {fault}");
    return ExitCodes.Failure;
}
