using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting.Cluster;
using Scanout.Hosting.Cluster.Records;
using Scanout.Hosting.Configuration;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Cluster;

/// <summary>Hosts that tell each other of themselves through a store, by a clock that is set.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A store in memory has nothing to let go of.")]
public sealed class ClusterMemberTests
{
    static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    static readonly ClusterKey Key = ClusterKey.Of("a secret that hosts share"u8);

    readonly FakeTimeProvider time = new();
    readonly ListLogger logger = new();
    readonly MemoryStore store;
    readonly Dictionary<string, List<RemoteDisplay>> displays = new(StringComparer.Ordinal);

    readonly Dictionary<string, Task> slow = new(StringComparer.Ordinal);

    public ClusterMemberTests() => store = new MemoryStore(time);

    [Fact]
    public async Task Hosts_hear_of_each_others_displays_and_tell_those_of_one_name_apart()
    {
        var (a, b) = (Start("a", "vm", "only-a"), Start("b", "vm"));
        await BeatAsync(a, b, a);
        var seenByA = Assert.Single(a.Directory.Hosts);
        var seenByB = Assert.Single(b.Directory.Hosts);
        Assert.Equal(("b", HostState.Present, "http://b:8080/"), (seenByA.Name, seenByA.State, seenByA.Address!.ToString()));
        Assert.Equal(["vm"], seenByA.Displays.Select(display => display.Facts.Name));
        Assert.Equal(["vm", "only-a"], seenByB.Displays.Select(display => display.Facts.Name));
        Assert.Equal(new DisplayNumbers("live", 30, 2, true, "lively"), seenByA.Displays[0].Numbers);
        var records = a.Directory.Hosts.Concat(b.Directory.Hosts).SelectMany(ClusterDisplayRecord.Of).Where(record => record.Name == "vm");
        Assert.Equal([("b", "lively"), ("a", "lively")], records.Select(record => (record.Host, record.Screen)));
    }

    [Fact]
    public async Task A_host_that_dies_is_gone_within_ten_seconds_and_back_at_its_return()
    {
        var (a, b) = (Start("a"), Start("b", "vm"));
        await BeatAsync(a, b, a);
        var heard = time.GetUtcNow();
        for (var second = 1; second <= 10; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            if (second % 2 == 0)
                await BeatAsync(a);
            Assert.Equal(second < 6 ? HostState.Present : HostState.Gone, a.Directory.Find("b")!.State);
        }
        Assert.Equal(heard, a.Directory.Find("b")!.Since);
        var record = Assert.Single(ClusterDisplayRecord.Of(a.Directory.Find("b")!));
        Assert.Equal(("lost", "gone", 0, false, null), (record.State, record.HostState, record.Viewers, record.Recording, record.Screen));
        Assert.StartsWith("its host has not been heard from since 2000-01-01", record.Reason, StringComparison.Ordinal);

        var again = Start("b", "vm");
        await BeatAsync(again, a);
        Assert.Equal((HostState.Present, null), (a.Directory.Find("b")!.State, a.Directory.Find("b")!.Since));
        Assert.Equal(
            ["host b is in the cluster, with 1 displays", "host b of the cluster is gone", "host b is in the cluster, with 1 displays"],
            logger.Lines.Where(line => line.StartsWith("host b", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_host_that_stops_says_so()
    {
        var (a, b) = (Start("a"), Start("b"));
        await BeatAsync(a, b, a);
        await b.StoppingAsync(CancellationToken.None);
        await BeatAsync(a);
        Assert.Equal(HostState.Gone, a.Directory.Find("b")!.State);
        Assert.Equal([("here", 1), ("left", 1)], ClusterGauges.CountsOf(a.Directory.Hosts).Where(of => of.Count > 0));
        // Whoever comes later is told so, too.
        time.Advance(TimeSpan.FromMinutes(10));
        var late = Start("late");
        await BeatAsync(late);
        Assert.Contains(("left", 1), ClusterGauges.CountsOf(late.Directory.Hosts));
        await BeatAsync(Start("b"), a);
        Assert.Equal(HostState.Present, a.Directory.Find("b")!.State);
    }

    [Fact]
    public async Task Without_the_store_everything_stays_as_it_was_and_is_told_to_be_stale_until_it_heals()
    {
        var (a, b) = (Start("a"), Start("b", "vm"));
        await BeatAsync(a, b, a);
        Assert.Null(a.Directory.StaleSince);
        var read = time.GetUtcNow();
        store.IsAway = true;
        for (var beat = 0; beat < 30; beat++)
        {
            time.Advance(Beat);
            await BeatAsync(a, b);
            var host = a.Directory.Find("b")!;
            Assert.Equal((HostState.Stale, read, 1), (host.State, host.Since, host.Displays.Count));
        }
        Assert.Equal(read, a.Directory.StaleSince);
        Assert.False(a.IsStoreReached);
        Assert.Equal(2, logger.Lines.Count(line => line.Contains("can't be reached", StringComparison.Ordinal)));

        // It comes back with nothing in it, and nobody has been silent.
        store.IsAway = false;
        store.Forget();
        await BeatAsync(a);
        Assert.Equal((HostState.Present, null), (a.Directory.Find("b")!.State, a.Directory.StaleSince));
        for (var beat = 0; beat < 5; beat++)
        {
            time.Advance(Beat);
            await BeatAsync(a, b);
            Assert.Equal(HostState.Present, a.Directory.Find("b")!.State);
        }
        // Who hears of b for the first time finds its facts too.
        var c = Start("c");
        await BeatAsync(c);
        Assert.Single(c.Directory.Find("b")!.Displays);
    }

    [Fact]
    public async Task Who_has_died_meanwhile_is_gone_once_the_store_is_back()
    {
        var (a, b) = (Start("a"), Start("b"));
        await BeatAsync(a, b, a);
        store.IsAway = true;
        time.Advance(TimeSpan.FromMinutes(1));
        await BeatAsync(a);
        store.IsAway = false;
        for (var beat = 0; beat < 4; beat++)
        {
            await BeatAsync(a);
            time.Advance(Beat);
        }
        Assert.Equal(HostState.Gone, a.Directory.Find("b")!.State);
    }

    [Fact]
    public async Task Of_two_instances_of_one_name_the_second_is_refused_until_the_first_has_gone()
    {
        var (reader, first, second) = (Start("reader"), Start("b", "first"), Start("b", "second"));
        for (var beat = 0; beat < 6; beat++)
        {
            await BeatAsync(first, second, reader);
            Assert.Equal("first", Assert.Single(reader.Directory.Find("b")!.Displays).Facts.Name);
            time.Advance(Beat);
        }
        Assert.Equal((false, true), (first.IsNameTaken, second.IsNameTaken));
        Assert.Single(logger.Lines, line => line.StartsWith("another instance is in the cluster as b", StringComparison.Ordinal));
        time.Advance(TimeSpan.FromSeconds(10));
        await BeatAsync(second, reader);
        Assert.False(second.IsNameTaken);
        Assert.Equal("second", Assert.Single(reader.Directory.Find("b")!.Displays).Facts.Name);
    }

    [Fact]
    public async Task Facts_are_written_and_read_when_they_have_changed_and_numbers_each_time()
    {
        var (a, b) = (Start("a"), Start("b", "vm"));
        for (var beat = 0; beat < 5; beat++)
        {
            displays["b"][0] = displays["b"][0] with { Numbers = displays["b"][0].Numbers with { Viewers = beat } };
            await BeatAsync(b, a);
            Assert.Equal(beat, Assert.Single(a.Directory.Find("b")!.Displays).Numbers.Viewers);
            time.Advance(Beat);
        }
        Assert.Equal((2, 1), (store.FactsWritten, store.FactsRead.Count(host => host == "b")));
        displays["b"][0] = displays["b"][0] with { Facts = displays["b"][0].Facts with { Width = 1024 } };
        await BeatAsync(b, a);
        Assert.Equal(1024, a.Directory.Find("b")!.Displays[0].Facts.Width);
        Assert.Equal((3, 2), (store.FactsWritten, store.FactsRead.Count(host => host == "b")));
    }

    [Fact]
    public async Task What_anybody_may_have_written_is_told_to_be_unreadable_and_harms_nobody()
    {
        var (a, b) = (Start("a"), Start("b", "vm"));
        await BeatAsync(a, b, a);
        store.Put("junk", "\0{[nonsense"u8.ToArray(), new byte[100]);
        store.Put("../evil\n", "x"u8.ToArray(), null);
        var other = ClusterKey.Of("another key"u8);
        var (tag, forged) = FactsSeal.Close(new HostFacts("forged", "http://evil", "1", []), other);
        store.Put("forged", BeatSeal.Close(BeatOf(1, tag), "forged", Key), forged);
        store.Put("unsigned", BeatSeal.Close(BeatOf(1, tag), "unsigned", other), null);
        for (var beat = 0; beat < 2; beat++)
        {
            await BeatAsync(b, a);
            time.Advance(Beat);
        }
        Assert.Equal(
            [("b", HostState.Present), ("forged", HostState.Unreadable), ("junk", HostState.Unreadable), ("unsigned", HostState.Unreadable)],
            a.Directory.Hosts.Select(host => (host.Name, host.State)));
        Assert.Null(a.Directory.Find("forged")!.Address);
        // Once by each of both.
        Assert.Equal((2, 0), (store.FactsRead.Count(host => host == "forged"), store.FactsRead.Count(host => host == "junk")));
    }

    [Fact]
    public async Task A_host_is_told_of_once_it_is_known_where_it_is()
    {
        var a = Start("a");
        var (tag, facts) = FactsSeal.Close(new HostFacts("b", "http://b:8080", "1", []), Key);
        store.Put("b", BeatSeal.Close(BeatOf(1, tag), "b", Key), null);
        await BeatAsync(a);
        Assert.Null(a.Directory.Find("b"));
        Assert.Empty(a.Directory.Hosts);
        store.Put("b", BeatSeal.Close(BeatOf(2, tag), "b", Key), facts);
        await BeatAsync(a);
        Assert.Equal(HostState.Present, Assert.Single(a.Directory.Hosts).State);
    }

    [Fact]
    public async Task What_a_host_has_told_before_is_not_taken_again()
    {
        var (a, b) = (Start("a"), Start("b", "vm"));
        await BeatAsync(b, a);
        var before = store.Get("b");
        time.Advance(Beat);
        displays["b"][0] = displays["b"][0] with { Facts = displays["b"][0].Facts with { Width = 1024 } };
        await BeatAsync(b, a);
        var now = store.Get("b");

        // Its facts from before don't hold by its beat of now, and its beat from before is none.
        store.Put("b", now.Beat!, before.Facts);
        await BeatAsync(a);
        Assert.Equal((HostState.Present, 1024), (a.Directory.Find("b")!.State, a.Directory.Find("b")!.Displays[0].Facts.Width));
        store.Put("b", before.Beat!, before.Facts);
        await BeatAsync(a);
        Assert.Equal((HostState.Unreadable, 1024), (a.Directory.Find("b")!.State, a.Directory.Find("b")!.Displays[0].Facts.Width));
        // A farewell that somebody else says is none.
        store.Put("b", BeatSeal.Close(BeatOf(long.MaxValue, new string('f', 16)) with { IsLeaving = true }, "b", ClusterKey.None), null);
        await BeatAsync(a);
        Assert.Equal(HostState.Unreadable, a.Directory.Find("b")!.State);

        // Its own next one, after a start too, is.
        time.Advance(Beat);
        await BeatAsync(b, a);
        Assert.Equal(HostState.Present, a.Directory.Find("b")!.State);
        await b.StoppingAsync(CancellationToken.None);
        time.Advance(Beat);
        await BeatAsync(Start("b", "vm"), a);
        Assert.Equal(HostState.Present, a.Directory.Find("b")!.State);
    }

    [Fact]
    public async Task A_host_whose_beats_become_unreadable_is_that_for_as_long_as_it_tells_anything()
    {
        var (a, b) = (Start("a"), Start("b"));
        await BeatAsync(b, a);
        for (var beat = 0; beat < 10; beat++)
        {
            time.Advance(Beat);
            store.Put("b", [(byte)beat], null);
            await BeatAsync(a);
            Assert.Equal((HostState.Unreadable, time.GetUtcNow()), (a.Directory.Find("b")!.State, a.Directory.Find("b")!.Since));
        }
        for (var beat = 0; beat < 3; beat++)
        {
            time.Advance(Beat);
            await BeatAsync(a);
        }
        Assert.Equal(HostState.Gone, a.Directory.Find("b")!.State);
    }

    [Fact]
    public async Task Hosts_that_nobody_lists_any_more_are_forgotten_and_there_are_so_many_at_most()
    {
        var a = Start("a");
        for (var round = 0; round < 5; round++)
        {
            store.Forget();
            for (var i = 0; i < 600; i++)
                store.Put($"junk-{round}-{i}", [1], null);
            await BeatAsync(a);
            Assert.Equal(600, a.Directory.Hosts.Count);
            time.Advance(Beat);
        }
        for (var i = 0; i < 2000; i++)
            store.Put($"more-{i}", [1], null);
        await BeatAsync(a);
        Assert.Equal(IClusterStore.MaxHosts, a.Directory.Hosts.Count);
        store.Forget();
        await BeatAsync(a);
        Assert.Empty(a.Directory.Hosts);
    }

    [Fact]
    public async Task A_host_that_dies_with_the_store_is_told_to_be_gone_and_forgotten()
    {
        var (a, b) = (Start("a"), Start("b"));
        await BeatAsync(b, a);
        store.Forget();
        for (var beat = 0; beat < 5; beat++)
        {
            time.Advance(Beat);
            await BeatAsync(a);
        }
        Assert.Empty(a.Directory.Hosts);
        Assert.Single(logger.Lines, line => line == "host b of the cluster is gone");
    }

    [Fact]
    public async Task A_store_that_comes_and_goes_keeps_nobody_alive_who_is_dead_and_buries_nobody_who_lives()
    {
        var (a, b, c) = (Start("a"), Start("b"), Start("c"));
        await BeatAsync(b, c, a);
        for (var beat = 1; beat <= 6; beat++)
        {
            time.Advance(Beat);
            store.IsAway = beat % 2 == 1;
            // c's beat comes after a has read.
            await BeatAsync(a, c);
            Assert.Equal(store.IsAway ? HostState.Stale : HostState.Present, a.Directory.Find("c")!.State);
        }
        Assert.Equal(HostState.Gone, a.Directory.Find("b")!.State);
    }

    [Fact]
    public async Task A_display_that_is_slow_to_answer_is_not_its_hosts_death()
    {
        var (a, b) = (Start("a"), Start("b", "vm"));
        await BeatAsync(a, b, a);
        var answer = new TaskCompletionSource();
        slow["b"] = answer.Task;
        for (var beat = 0; beat < 6; beat++)
        {
            var told = b.BeatAsync(CancellationToken.None);
            time.Advance(Beat);
            await told;
            await BeatAsync(a);
            Assert.Equal((HostState.Present, 1), (a.Directory.Find("b")!.State, a.Directory.Find("b")!.Displays.Count));
            Assert.Equal(HostState.Present, b.Directory.Find("a")!.State);
        }
        slow.Clear();
        displays["b"].Add(DisplayOf("new"));
        answer.SetResult();
        await BeatAsync(b, a);
        Assert.Equal(2, a.Directory.Find("b")!.Displays.Count);
    }

    [Fact]
    public async Task What_goes_wrong_in_one_beat_is_logged_and_the_next_one_comes()
    {
        var (a, b) = (Start("a"), Start("b", "vm"));
        slow["b"] = Task.FromException(new InvalidOperationException("unforeseen"));
        await BeatAsync(b, b);
        Assert.Single(logger.Lines, line => line.StartsWith("this host could not be told of", StringComparison.Ordinal));
        slow.Clear();
        await BeatAsync(b, a);
        Assert.Equal(HostState.Present, a.Directory.Find("b")!.State);
    }

    [Fact]
    public async Task One_display_that_breaks_a_bound_is_not_shown_and_the_others_are()
    {
        var (a, b) = (Start("a"), Start("b", "vm", "../evil", "other"));
        await BeatAsync(b, a);
        Assert.Equal((HostState.Present, "vm other"), (a.Directory.Find("b")!.State, string.Join(' ', a.Directory.Find("b")!.Displays.Select(display => display.Facts.Name))));
    }

    static HostBeat BeatOf(long sequence, string tag) => new(HostBeat.CurrentFormat, sequence, tag, "");

    static async Task BeatAsync(params ClusterMember[] members)
    {
        foreach (var member in members)
            await member.BeatAsync(CancellationToken.None);
    }

    ClusterMember Start(string host, params string[] names)
    {
        List<RemoteDisplay> own = [.. names.Select(DisplayOf)];
        displays[host] = own;
        return new ClusterMember(
            new ClusterSettings { Redis = "fake", Host = host, Address = $"http://{host}:8080" }, store, Key, async _ =>
            {
                await slow.GetValueOrDefault(host, Task.CompletedTask);
                return [.. own];
            },
            time, logger);
    }

    static RemoteDisplay DisplayOf(string name) => new(
        new DisplayFacts(name, "", "demo", 640, 480, "XR24", null, "127.0.0.1", 5900), new DisplayNumbers("live", 31.4, 2, true, "lively"));
}
