using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Scanout.Tests.Architecture;

/// <summary>The rooms, the arrows between them and the rules of the house, held to.</summary>
public sealed partial class HouseTests
{
    static readonly string[] BannedWords = ["Manager", "Helper", "Util", "Service", "Processor", "Impl", "Common", "Data"];

    static readonly Assembly[] Product =
    [
        typeof(Scanout.Codecs.Pixels.Fourcc).Assembly, typeof(Scanout.Pipeline.Frames.Surface).Assembly, typeof(Scanout.Actors.Displays.DisplaysActor).Assembly,
        typeof(Scanout.Hosting.Web.DisplayRecord).Assembly,
    ];

    /// <summary>Where a bare Exception may be caught: the actor's cell, the capture thread's, the watch's, the reload's and the program's root, and what is told on as a value.</summary>
    static readonly string[] MayCatchAll =
    [
        "Actors/Kernel/", "Pipeline/Capture/CaptureThreads.cs", "Pipeline/Devices/Vfio/VfioWatch.cs", "Hosting/Reload/ConfigurationReload.cs", "Hosting/Program.cs",
        "Hosting/Web/Access/AccessWatch.cs",
    ];

    /// <summary>Files of several small types that are one concept together.</summary>
    static readonly string[] Groups = ["CellWidths", "PixelOperators", "Stash", "Timers", "Exceptions", "SmallScenes", "Program"];

    [Theory]
    [InlineData("Codecs/Codecs.csproj", "")]
    [InlineData("Pipeline/Pipeline.csproj", "Codecs")]
    [InlineData("Actors/Actors.csproj", "Pipeline")]
    [InlineData("Hosting/Hosting.csproj", "Actors")]
    [InlineData("Tests/Tests.csproj", "Hosting")]
    [InlineData("Tests/Benchmarks/Benchmarks.csproj", "Pipeline")]
    [InlineData("Tests/Lab/Lab.csproj", "Hosting")]
    public void A_project_refers_to_the_room_below_it_and_to_no_other(string project, string expected)
    {
        var references = XDocument.Load(Path.Combine(SourceTree.Root, project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
        Assert.Equal(expected, string.Join(' ', references));
    }

    [Fact]
    public void The_top_level_has_what_the_design_lists_and_nothing_else()
    {
        string[] allowed = ["Codecs", "Pipeline", "Actors", "Hosting", "Tests", "Pipeline.sln", "akka.hocon", "README.md", "Directory.Build.props",
            "Directory.Packages.props", "global.json", "LICENSE"];
        var found = Directory.EnumerateFileSystemEntries(SourceTree.Root).Select(entry => Path.GetFileName(entry)!)
            .Where(name => !name.StartsWith('.'));
        Assert.Empty(found.Except(allowed));
    }

    [Fact]
    public void Codecs_are_pure()
    {
        string[] forbidden = ["File.", "FileStream", "Socket", "Task ", "Task<", "async ", "TimeProvider", "DateTime.", "Stopwatch", "ILogger", "Thread"];
        Assert.Empty(Lines(["Codecs"], line => forbidden.Any(word => line.Contains(word, StringComparison.Ordinal))));
    }

    [Fact]
    public void No_source_names_the_actor_engine_that_it_runs_on() =>
        Assert.Empty(Lines([.. SourceTree.Rooms, "Tests"], line => line.StartsWith("using Akka", StringComparison.Ordinal)));

    [Fact]
    public void Type_names_say_what_a_thing_is()
    {
        var names = Product.SelectMany(assembly => assembly.GetTypes()).Where(type => type.Namespace?.StartsWith("Scanout", StringComparison.Ordinal) == true)
            .Select(type => type.Name).Where(name => !name.StartsWith('<'));
        Assert.DoesNotContain(names, name => BannedWords.Any(word => Words().Matches(name).Any(match => match.Value == word || match.Value == word + "s")));
    }

    [Fact]
    public void A_file_holds_the_type_that_it_is_named_after()
    {
        var strays = SourceTree.Sources(SourceTree.Rooms)
            .Where(source => Path.GetFileNameWithoutExtension(source.Path) is var name
                && !Groups.Contains(name) && !name.EndsWith("Messages", StringComparison.Ordinal)
                && !source.Lines.Any(line => Regex.IsMatch(line, $@"\b(class|struct|record|interface|enum) (struct )?{name.Split('.')[0]}\b")))
            .Select(source => source.Path);
        Assert.Empty(strays);
    }

    [Fact]
    public void No_file_is_longer_than_four_hundred_lines() =>
        Assert.Empty(from source in SourceTree.Sources(SourceTree.Rooms) where source.Lines.Length > 400 select source.Path);

    [Fact]
    public void Messages_are_sealed_records()
    {
        var messages = SourceTree.Sources("Actors").Where(source => source.Path.EndsWith("Messages.cs", StringComparison.Ordinal)
            && !source.Path.Contains("Kernel", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(messages);
        Assert.Empty(messages.SelectMany(source => source.Lines.Where(line =>
            Regex.IsMatch(line, @"^(public |internal )?\w*\s*(class|struct|record)\b") && !line.Contains("sealed record", StringComparison.Ordinal))));
    }

    [Fact]
    public void Cancellation_tokens_are_spelled_out_and_come_last()
    {
        var parameters =
            from type in Product.SelectMany(assembly => assembly.GetTypes())
            where !type.Name.StartsWith('<')
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where !method.Name.Contains('<') && method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken))
            select (Method: $"{type.Name}.{method.Name}", method.GetParameters()[^1].Name);
        Assert.DoesNotContain(parameters, parameter => parameter.Name != "cancellationToken");
    }

    [Fact]
    public void A_bare_exception_is_caught_at_the_roots_only() =>
        Assert.DoesNotContain(
            Lines(SourceTree.Rooms, line => Regex.IsMatch(line, @"catch( \(Exception( \w+)?\))?\s*$")),
            place => !MayCatchAll.Any(root => place.StartsWith(root, StringComparison.Ordinal)));

    [Fact]
    public void Time_is_asked_of_a_time_provider() =>
        Assert.DoesNotContain(
            Lines(["Codecs", "Pipeline", "Actors"], line =>
                Regex.IsMatch(line, @"DateTime(Offset)?\.(Now|UtcNow)|Stopwatch\.|Thread\.Sleep|Task\.Delay\([^,]*\)")),
            place => !place.StartsWith("Actors/Kernel/", StringComparison.Ordinal));

    [Fact]
    public void No_two_events_of_a_log_have_one_id()
    {
        var logs = SourceTree.Sources(SourceTree.Rooms).Where(source => source.Path.EndsWith("Log.cs", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(logs);
        var twice = from log in logs
                    from events in log.Lines.Select(line => LoggedEvent().Match(line)).Where(found => found.Success).GroupBy(found => found.Groups[1].Value)
                    where events.Count() > 1
                    select $"{log.Path}: {events.Key}";
        Assert.Empty(twice);
    }

    [Fact]
    public void Nothing_is_left_to_be_done_later()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];
        Assert.Empty(Lines([.. SourceTree.Rooms, "Tests"], line => marks.Any(mark => line.Contains(mark, StringComparison.Ordinal))));
    }

    [Fact]
    public void A_skipped_test_says_why() =>
        Assert.Empty(Lines(["Tests"], line => line.Contains("Skip = \"" + "\"", StringComparison.Ordinal)));

    static List<string> Lines(string[] folders, Predicate<string> isFound) =>
    [
        .. from source in SourceTree.Sources(folders)
           from line in source.Lines.Select((text, index) => (Text: text.Trim(), Number: index + 1))
           where !line.Text.StartsWith("//", StringComparison.Ordinal) && isFound(line.Text)
           select $"{source.Path}:{line.Number}: {line.Text}",
    ];

    [GeneratedRegex(@"^\s*\[LoggerMessage\((\d+),")]
    private static partial Regex LoggedEvent();

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Words();
}
