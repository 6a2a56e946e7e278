using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;

namespace Scanout.Pipeline.Devices.Qemu;

/// <summary>
/// A connection to QEMU's monitor over its Unix socket, from the greeting on: one command at a time, each awaited, so that a slow QEMU
/// holds up who sends and nobody else. Owned by one task; what QEMU says is read by another (QEMU's qmp-spec).
/// </summary>
sealed class QmpConnection : IAsyncDisposable
{
    /// <summary>QEMU's answers to what we ask are a few dozen bytes, its events a few hundred.</summary>
    public const int MaxLineBytes = 64 * 1024;

    /// <summary>For the greeting, and for each answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly NetworkStream stream;
    readonly PipeReader input;
    readonly TimeProvider timeProvider;
    readonly Action<string> took;
    readonly CancellationTokenSource ended = new();
    readonly ArrayBufferWriter<byte> line = new();
    readonly Lock gate = new();
    TaskCompletionSource<QmpMessage> answer = NewAnswer();
    Task reading = Task.CompletedTask;
    QmpException? end;
    long lastId;

    QmpConnection(Socket socket, TimeProvider timeProvider, Action<string> took)
    {
        (this.timeProvider, this.took) = (timeProvider, took);
        stream = new NetworkStream(socket, ownsSocket: true);
        Ended = ended.Token;
        input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
    }

    /// <summary>Cancelled when QEMU has gone.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Why the connection is at its end.</summary>
    public QmpException End => Volatile.Read(ref end) ?? new QmpException("QEMU has closed the connection");

    /// <summary>Connects, and takes the monitor out of the mode in which it only negotiates.</summary>
    /// <param name="path">The socket.</param>
    /// <param name="timeProvider">The clock of patience.</param>
    /// <param name="took">Told each event's name, on the reading task; must not wait.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="QmpException">It is not to be had.</exception>
    public static async Task<QmpConnection> OpenAsync(
        string path, TimeProvider timeProvider, Action<string> took, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException or OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new QmpException(failure.Message, failure);
        }
        var connection = new QmpConnection(socket, timeProvider, took);
        try
        {
            var greeting = connection.answer.Task;
            connection.reading = connection.ReadAsync();
            await connection.AwaitAsync(greeting, "QEMU does not greet: another program may be connected to its socket", cancellationToken)
                .ConfigureAwait(false);
            var answer = await connection.ExecuteAsync("qmp_capabilities", null, cancellationToken).ConfigureAwait(false);
            if (answer.Refusal is { } refusal)
                throw new QmpException(refusal);
            return connection;
        }
        catch (Exception failure) when (failure is QmpException or OperationCanceledException)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Has QEMU do something, and returns what it answers.</summary>
    /// <exception cref="QmpException">The connection is at its end.</exception>
    public async ValueTask<QmpMessage> ExecuteAsync(
        string command, Action<Utf8JsonWriter>? writeArguments, CancellationToken cancellationToken)
    {
        TaskCompletionSource<QmpMessage> mine;
        long id;
        lock (gate)
            (mine, id) = (answer = NewAnswer(), ++lastId);
        Write(command, writeArguments, id);
        try
        {
            await stream.WriteAsync(line.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            throw Volatile.Read(ref end) ?? new QmpException(failure.Message, failure);
        }
        return await AwaitAsync(mine.Task, "QEMU does not answer", cancellationToken).ConfigureAwait(false);
    }

    void Write(string command, Action<Utf8JsonWriter>? writeArguments, long id)
    {
        line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("execute", command);
            if (writeArguments is not null)
            {
                json.WritePropertyName("arguments");
                writeArguments(json);
            }
            json.WriteNumber("id", id);
            json.WriteEndObject();
        }
        line.Write("\n"u8);
    }

    async Task<QmpMessage> AwaitAsync(Task<QmpMessage> awaited, string complaint, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Ended);
        try
        {
            return await awaited.WaitAsync(Patience, timeProvider, either.Token).ConfigureAwait(false);
        }
        catch (TimeoutException slow)
        {
            throw new QmpException(complaint, slow);
        }
        catch (OperationCanceledException) when (Ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw End;
        }
    }

    async Task ReadAsync()
    {
        try
        {
            for (;;)
            {
                var result = await input.ReadAsync(Ended).ConfigureAwait(false);
                var buffer = result.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } newline)
                {
                    Take(QmpMessage.Read(buffer.Slice(0, newline)));
                    buffer = buffer.Slice(buffer.GetPosition(1, newline));
                }
                if (buffer.Length > MaxLineBytes)
                    throw new QmpException($"QEMU sent a line of more than {MaxLineBytes} bytes");
                input.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                    break;
            }
        }
        catch (QmpException broken)
        {
            Volatile.Write(ref end, broken);
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // QEMU has gone, or the connection was closed here.
        }
        await ended.CancelAsync().ConfigureAwait(false);
    }

    void Take(QmpMessage message)
    {
        if (message.Kind == QmpMessageKind.Event)
            took(message.Text);
        lock (gate)
            if (message.Kind == QmpMessageKind.Greeting && lastId == 0
                || message.Kind is QmpMessageKind.Return or QmpMessageKind.Error && message.Id == lastId)
                answer.TrySetResult(message);
    }

    static TaskCompletionSource<QmpMessage> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        await input.CompleteAsync().ConfigureAwait(false);
        await stream.DisposeAsync().ConfigureAwait(false);
        ended.Dispose();
    }
}
