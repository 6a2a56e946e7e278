using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Devices.Qemu;

/// <summary>A QMP server on a Unix socket, of which a test decides what it answers and when.</summary>
sealed class FakeQemu : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly ConcurrentQueue<JsonElement> commands = new();
    readonly CancellationTokenSource ending = new();
    readonly Task serving;
    Socket? connection;

    public FakeQemu(string path)
    {
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        serving = ServeAsync();
    }

    /// <summary>A tablet that the guest drives.</summary>
    public const string Tablet = """
        [{"index": 2, "name": "QEMU PS/2 Mouse", "current": false, "absolute": false},
        {"index": 3, "name": "QEMU HID Tablet", "current": true, "absolute": true}]
        """;

    /// <summary>A tablet that the guest does not drive (yet).</summary>
    public const string Mouse = """
        [{"index": 3, "name": "QEMU HID Tablet", "current": false, "absolute": true},
        {"index": 2, "name": "QEMU PS/2 Mouse", "current": true, "absolute": false}]
        """;

    public string Greeting { get; init; } =
        """{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}}, "capabilities": ["oob"]}}""";

    /// <summary>What is answered to a command; null: nothing for now.</summary>
    public Func<JsonElement, string?> Answer { get; set; } = command => $$"""{"return": {}, "id": {{command.GetProperty("id")}}}""";

    /// <summary>The guest's pointers, as QEMU lists them; null: the question is refused.</summary>
    public string? Pointers { get; set; } = Tablet;

    /// <summary>How often the guest's pointers were asked for.</summary>
    public int PointerQuestions => commands.Count(command => NameOf(command) == "query-mice");

    /// <summary>Commands that came, capabilities among them.</summary>
    public IReadOnlyList<JsonElement> Commands => [.. commands];

    /// <summary>What input came, in the words of a test.</summary>
    public IReadOnlyList<string> Events => [.. commands.Select(Tell).Where(line => line is not ("qmp_capabilities" or "query-mice"))];

    public Task WaitForEventsAsync(params string[] expected) => Wait.UntilAsync(
        () => Events.SequenceEqual(expected), Patience, () => $"[{string.Join(", ", Events)}] and not [{string.Join(", ", expected)}]");

    public Task SendAsync(string line) => connection!.SendAsync(System.Text.Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Closes the connection that is there; the next is accepted.</summary>
    public void Cut() => connection!.Dispose();

    async Task ServeAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                connection = await listener.AcceptAsync(ending.Token);
                using var stream = new NetworkStream(connection, ownsSocket: true);
                using var reader = new StreamReader(stream);
                if (Greeting.Length > 0)
                    await SendAsync(Greeting);
                while (await reader.ReadLineAsync(ending.Token) is { } line)
                {
                    var command = JsonDocument.Parse(line).RootElement;
                    commands.Enqueue(command);
                    if ((NameOf(command) == "query-mice" ? AnswerPointers(command) : Answer(command)) is { } answer)
                        await SendAsync(answer);
                }
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The next connection.
            }
        }
    }

    string AnswerPointers(JsonElement command) => Pointers is { } list
        ? $$"""{"return": {{list.ReplaceLineEndings("")}}, "id": {{command.GetProperty("id")}}}"""
        : $$"""{"error": {"class": "GenericError", "desc": "nobody knows"}, "id": {{command.GetProperty("id")}} }""";

    static string NameOf(JsonElement command) => command.GetProperty("execute").GetString()!;

    static string Tell(JsonElement command)
    {
        var name = NameOf(command);
        if (name != "input-send-event")
            return name;
        var events = command.GetProperty("arguments").GetProperty("events");
        var way = events[0].GetProperty("type").GetString() == "rel" ? "rel " : "";
        return way + string.Join(' ', events.EnumerateArray().Select(each =>
        {
            var data = each.GetProperty("data");
            var sign = data.TryGetProperty("down", out var down) ? down.GetBoolean() ? "+" : "-" : "";
            return each.GetProperty("type").GetString() switch
            {
                "key" => $"{data.GetProperty("key").GetProperty("data").GetInt32():x2}{sign}",
                "btn" => $"{data.GetProperty("button").GetString()}{sign}",
                _ => $"{data.GetProperty("axis").GetString()}={data.GetProperty("value").GetInt32()}",
            };
        }));
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        connection?.Dispose();
        listener.Dispose();
        await serving;
        ending.Dispose();
    }
}
