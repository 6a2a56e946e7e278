using Scanout.Hosting.Configuration.Hocon;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Configuration;

/// <summary>The language, as HOCON.md has it.</summary>
public sealed class HoconTests
{
    [Theory]
    [InlineData("a = 1", "1")]
    [InlineData("{ a : 1 }", "1")]
    [InlineData("\"a\" = \"1\"", "1")]
    [InlineData("a = 1 # why\n// and so on", "1")]
    [InlineData("a = one two  three  # trailing", "one two  three")]
    [InlineData("a = \"x\\n\\u0041\\\"\"", "x\nA\"")]
    [InlineData("a = \"\"\"x\\n\"y\"\"\"\"", "x\\n\"y\"")]
    [InlineData("b = 2, a = ${b}", "2")]
    [InlineData("a = ${b}, b = 2", "2")]
    [InlineData("b = 2, a = x${b}y", "x2y")]
    [InlineData("a = 1\na = 2", "2")]
    [InlineData("a = ${?nothing}text", "text")]
    [InlineData("a = 1\na = ${?nothing}", "1")]
    [InlineData("a = x\na = ${a}y", "xy")]
    [InlineData("a = 127.0.0.1", "127.0.0.1")]
    [InlineData("a = /usr/share", "/usr/share")]
    [InlineData("a =\n  1", "1")]
    [InlineData("b { c = 5 }\na = ${b.c}", "5")]
    [InlineData("b = { c = ${b.d}, d = 6 }\na = ${b.c}", "6")]
    [InlineData("b { c = 1 }, b { c = 2 }, a = ${b.c}", "2")]
    [InlineData("b = ${c} { y = 3 }, c { y = 1, x = 2 }, a = ${b.x}${b.y}", "23")]
    [InlineData("b = 5, b { x = 7 }, a = ${b.x}", "7")]
    [InlineData("\"x.y\" = 8, a = ${\"x.y\"}", "8")]
    [InlineData("a = ${HOME_OF_TEST}", "/home")]
    [InlineData("HOME_OF_TEST = mine, a = ${HOME_OF_TEST}", "mine")]
    public void A_value_is(string text, string expected)
    {
        var faults = new List<HoconFault>();
        var root = HoconConfiguration.Load((text, "test"), [], [], new Dictionary<string, string?> { ["HOME_OF_TEST"] = "/home" }, faults);
        Assert.Empty(faults);
        Assert.Equal(expected, Assert.IsType<HoconScalar>(root.Value("a")).Text);
    }

    [Theory]
    [InlineData("a = [1, 2, 3]", "1 2 3")]
    [InlineData("a = [1\n2\n\n3,]", "1 2 3")]
    [InlineData("a = [1] [2]", "1 2")]
    [InlineData("a = [1], a += 2", "1 2")]
    [InlineData("a += 1\na += 2", "1 2")]
    [InlineData("a = [1], a = ${a} [2]", "1 2")]
    [InlineData("b = [1], a = ${b} [${c}], c = 9", "1 9")]
    public void An_array_is(string text, string expected)
    {
        var array = Assert.IsType<HoconArray>(Parse(text).Value("a"));
        Assert.Equal(expected, string.Join(' ', array.Elements.Cast<HoconScalar>().Select(element => element.Text)));
    }

    [Fact]
    public void Objects_are_merged_and_keep_the_order_of_their_keys()
    {
        var root = Parse("a { z = 1, b.c = 2 }\na.b.d = 3\na { z = 4 }");
        var a = Assert.IsType<HoconObject>(root.Value("a"));
        Assert.Equal(["z", "b"], a.Keys);
        Assert.Equal("4", ((HoconScalar)a.Value("z")!).Text);
        Assert.Equal(["c", "d"], Assert.IsType<HoconObject>(a.Value("b")).Keys);
    }

    [Theory]
    [InlineData("a {\n  b = 1\n", "a: a brace is not closed (test:1:3)")]
    [InlineData("a = 1\n}\nb = 2", "'}' closes nothing (test:2:1)")]
    [InlineData("a = [1, 2", "a: an array is not closed (test:1:5)")]
    [InlineData("a = \"x\nb = 1", "a string is not closed (test:1:5)")]
    [InlineData("a = \"\"\"x", "a triple-quoted string is not closed (test:1:5)")]
    [InlineData("a\nb = 1", "a: the key has no value (test:1:1)")]
    [InlineData("a =\n", "a: the key has no value (test:1:1)")]
    [InlineData("= 1", "'=' can not begin a key (test:1:1)")]
    [InlineData("a = 1\nb = x:y", "'x' may want quotes")]
    [InlineData("a = ${nothing}", "a: ${nothing} refers to nothing (test:1:5)")]
    [InlineData("a = ${a}", "a: ${a} refers to itself (test:1:5)")]
    [InlineData("a = ${b}, b = ${a}", "refers to itself")]
    [InlineData("a = { x = 1 } 5", "a: an object can not be joined with what is none (test:1:5)")]
    [InlineData("a = 5, a += 6", "a: += adds to what is no array (test:1:8)")]
    [InlineData("a = ${}", "a: a substitution is not a path between '${' and '}' (test:1:5)")]
    [InlineData("a = \"\\x\"", "'\\x' is no escape of a string (test:1:7)")]
    [InlineData("include 5", "include takes \"file\", file(\"file\") or required(…) (test:1:1)")]
    [InlineData("include required(\"/nowhere/x.hocon\")", "'/nowhere/x.hocon' can't be read")]
    public void A_fault_is_told_with_its_place(string text, string expected)
    {
        var faults = new List<HoconFault>();
        HoconConfiguration.Parse(text, "test", faults);
        var told = faults.ConvertAll(fault => $"{(fault.Path.Length > 0 ? fault.Path + ": " : "")}{fault.Problem} ({fault.Origin})");
        Assert.Contains(told, fault => fault.Contains(expected == "'x' may want quotes" ? "may want quotes" : expected, StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.Equal("test", fault.Origin.File));
    }

    [Fact]
    public void All_faults_are_found_in_one_run_and_what_is_well_is_read()
    {
        var faults = new List<HoconFault>();
        var root = HoconConfiguration.Parse("a\nb = ${x}\nc = 1\nd = \"open\ne = [1", "test", faults);
        Assert.Equal([1, 2, 4, 5], faults.Select(fault => fault.Origin.Line).Distinct().Order());
        Assert.Equal("1", ((HoconScalar)root.Value("c")!).Text);
    }

    [Fact]
    public void Files_include_others_relative_to_themselves_and_under_a_key_too()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(Path.Combine(directory.Path, "sub"));
        File.WriteAllText(Path.Combine(directory.Path, "main.hocon"), "x = 1\ninclude \"sub/one\"\nb { include required(file(\"sub/two\")) }\ninclude \"absent\"");
        File.WriteAllText(Path.Combine(directory.Path, "sub/one"), "include \"three\"\ny = ${x}2");
        File.WriteAllText(Path.Combine(directory.Path, "sub/two"), "own = 7, z = ${own}, w = ${x}");
        File.WriteAllText(Path.Combine(directory.Path, "sub/three"), "t = 3");
        var faults = new List<HoconFault>();
        var root = HoconConfiguration.Load(
            ("", "defaults"), [Path.Combine(directory.Path, "main.hocon")], [], new Dictionary<string, string?>(), faults);
        Assert.Empty(faults);
        Assert.Equal(["1", "12", "3"], new[] { "x", "y", "t" }.Select(key => ((HoconScalar)root.Value(key)!).Text));
        var b = (HoconObject)root.Value("b")!;
        Assert.Equal(["7", "7", "1"], new[] { "own", "z", "w" }.Select(key => ((HoconScalar)b.Value(key)!).Text));
    }

    [Fact]
    public void Files_that_include_each_other_and_values_without_bottom_end_in_faults()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "a");
        File.WriteAllText(file, "include \"a\"\nb = 1");
        var faults = new List<HoconFault>();
        HoconConfiguration.Load(("", "defaults"), [file], [], new Dictionary<string, string?>(), faults);
        Assert.Contains(faults, fault => fault.Problem == "'a' includes itself");

        faults.Clear();
        HoconConfiguration.Parse("a = " + new string('[', 5000), "test", faults);
        Assert.Contains(faults, fault => fault.Problem.Contains("nested deeper", StringComparison.Ordinal));

        faults.Clear();
        var doubling = string.Join('\n', Enumerable.Range(0, 40).Select(i => $"a{i} = ${{a{i + 1}}}${{a{i + 1}}}")) + "\na40 = x";
        HoconConfiguration.Parse(doubling, "test", faults);
        Assert.Contains(faults, fault => fault.Problem == "references are nested too deep");
    }

    [Fact]
    public void Later_layers_and_the_command_line_win_and_substitutions_see_them_all()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "f");
        File.WriteAllText(file, "base = file");
        var faults = new List<HoconFault>();
        var root = HoconConfiguration.Load(
            ("base = defaults\nderived = ${base}-x\nport = 1", "defaults"), [file], [("port", "2\"\\")], new Dictionary<string, string?>(), faults);
        Assert.Empty(faults);
        Assert.Equal(["file", "file-x", "2\"\\"], new[] { "base", "derived", "port" }.Select(key => ((HoconScalar)root.Value(key)!).Text));
    }

    [Fact]
    public void As_a_configuration_provider_it_knows_the_place_of_each_value()
    {
        var provider = new HoconConfigurationProvider(Parse("a {\n  b = [x, y]\n}"));
        provider.Load();
        Assert.True(provider.TryGet("a:b:1", out var value));
        Assert.Equal("y", value);
        Assert.Equal(new HoconOrigin("test", 2, 11), provider.OriginOf("A:B:1"));
        Assert.Null(provider.OriginOf("a:c"));
    }

    [Theory]
    [InlineData("250ms", 250), InlineData("3s", 3000), InlineData("1.5 s", 1500), InlineData("2 minutes", 120000), InlineData("500us", 0.5)]
    [InlineData("1h", 3600000), InlineData("1d", 86400000), InlineData("100", 100)]
    public void Durations_have_units(string text, double milliseconds)
    {
        Assert.True(HoconUnits.TryDuration(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("64MiB", 67108864L), InlineData("1.5kB", 1500L), InlineData("2 g", 2147483648L), InlineData("7", 7L), InlineData("10KiB", 10240L)]
    public void Sizes_have_units(string text, long bytes)
    {
        Assert.True(HoconUnits.TrySize(text, out var size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("3 parsecs"), InlineData("fast"), InlineData(""), InlineData("s"), InlineData("1e999s"), InlineData("NaNs")]
    public void What_is_no_duration_is_none(string text) => Assert.False(HoconUnits.TryDuration(text, out _));

    [Fact]
    public void Whatever_a_file_holds_reading_it_ends_and_does_not_throw()
    {
        const string Valid = "a { b = 1, c = [x, ${d}] }\nd = ${?HOME}x\n\"e f\" += \"\"\"q\"\"\"\ninclude \"no\"\nd = ${d} { z = 3ms }\n# c\n";
        var random = new Random(23);
        for (var round = 0; round < 5000; round++)
        {
            var text = Valid.ToCharArray();
            for (var i = random.Next(1, 8); i > 0; i--)
                text[random.Next(text.Length)] = "{}[]\"$=+,.:#\n\\ ax${"[random.Next(19)];
            HoconConfiguration.Parse(new string(text, 0, random.Next(text.Length + 1)), "test", []);
        }
    }

    static HoconObject Parse(string text)
    {
        var faults = new List<HoconFault>();
        var root = HoconConfiguration.Parse(text, "test", faults);
        Assert.Empty(faults);
        return root;
    }
}
