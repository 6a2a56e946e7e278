using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Scanout.Lab;

/// <summary>
/// Runs this assembly's checks, one after the other, with xunit's own framework in this process: the machine has no SDK. Tells each as it ends, in the
/// lines that <c>Tests/Lab/run</c> counts.
/// </summary>
sealed class CheckRun(string? only) : LongLivedMarshalByRefObject, IMessageSink
{
    readonly TaskCompletionSource finished = new();
    readonly List<ITestCase> cases = [];
    readonly TaskCompletionSource discovered = new();
    bool hasFailed;

    /// <returns>0 where no check failed.</returns>
    public int Run()
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var framework = new XunitTestFramework(this);
        using var discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly));
        using var executor = framework.GetExecutor(assembly.GetName());
        discoverer.Find(includeSourceInformation: false, this, new Options());
        discovered.Task.Wait();
        var chosen = cases.Where(test => only is null || test.DisplayName.Contains(only, StringComparison.OrdinalIgnoreCase))
            .OrderBy(test => test.TestMethod.TestClass.Class.Name, StringComparer.Ordinal).ToList();
        executor.RunTests(chosen, this, new Options());
        finished.Task.Wait();
        return hasFailed || chosen.Count == 0 ? 1 : 0;
    }

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestCaseDiscoveryMessage found:
                cases.Add(found.TestCase);
                break;
            case IDiscoveryCompleteMessage:
                discovered.TrySetResult();
                break;
            case ITestPassed passed:
                Console.WriteLine($"ok {NameOf(passed)} ({passed.ExecutionTime:0.0} s)");
                break;
            case ITestSkipped skipped:
                Console.WriteLine($"skip {NameOf(skipped)}: {skipped.Reason}");
                break;
            case ITestFailed failed:
                hasFailed = true;
                Console.WriteLine($"FAIL {NameOf(failed)} ({failed.ExecutionTime:0.0} s)");
                Console.WriteLine(ExceptionUtility.CombineMessages(failed));
                Console.WriteLine(ExceptionUtility.CombineStackTraces(failed));
                break;
            case IErrorMessage error:
                hasFailed = true;
                Console.WriteLine($"FAIL {ExceptionUtility.CombineMessages(error)}");
                break;
            case ITestAssemblyFinished:
                finished.TrySetResult();
                break;
        }
        return true;
    }

    static string NameOf(ITestMessage message) => message.Test.DisplayName.Replace("Scanout.Lab.Checks.", "", StringComparison.Ordinal).Replace('_', ' ');

    /// <summary>Nothing runs beside anything else: the machine has one processor, and its devices are few.</summary>
    sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        readonly Dictionary<string, object?> values = new(StringComparer.Ordinal) { ["xunit.execution.DisableParallelization"] = true };

        public TValue GetValue<TValue>(string name) => values.TryGetValue(name, out var value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => values[name] = value;
    }
}
