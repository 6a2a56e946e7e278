using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Scanout.Hosting.Cluster;

/// <summary>Counts what goes over the connections to Redis, each way. For any thread.</summary>
sealed class RedisTraffic
{
    long written;
    long read;

    public long Written => Interlocked.Read(ref written);

    public long Read => Interlocked.Read(ref read);

    /// <param name="way">How else Redis is reached, by a proxy say; null where there is nothing between.</param>
    public Tunnel Within(Tunnel? way) => new CountingTunnel(this, way);

    sealed class CountingTunnel(RedisTraffic traffic, Tunnel? way) : Tunnel
    {
        public override ValueTask<EndPoint?> GetSocketConnectEndpointAsync(EndPoint endpoint, CancellationToken cancellationToken) =>
            way?.GetSocketConnectEndpointAsync(endpoint, cancellationToken) ?? base.GetSocketConnectEndpointAsync(endpoint, cancellationToken);

        public override ValueTask BeforeSocketConnectAsync(
            EndPoint endPoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken) =>
            way?.BeforeSocketConnectAsync(endPoint, connectionType, socket, cancellationToken)
            ?? base.BeforeSocketConnectAsync(endPoint, connectionType, socket, cancellationToken);

        public override async ValueTask<Stream?> BeforeAuthenticateAsync(
            EndPoint endpoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken)
        {
            var stream = way is null ? null : await way.BeforeAuthenticateAsync(endpoint, connectionType, socket, cancellationToken);
            stream ??= socket is null ? null : new NetworkStream(socket);
            return stream is null ? null : new CountedStream(stream, traffic);
        }
    }

    sealed class CountedStream(Stream stream, RedisTraffic traffic) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer) => Count(stream.Read(buffer));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(await stream.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Interlocked.Add(ref traffic.written, buffer.Length);
            stream.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Interlocked.Add(ref traffic.written, buffer.Length);
            return stream.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush() => stream.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                stream.Dispose();
            base.Dispose(disposing);
        }

        int Count(int bytes)
        {
            Interlocked.Add(ref traffic.read, bytes);
            return bytes;
        }
    }
}
