using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Migration;
using Xemu.Conformance;
using Xemu.Transport.Socket;

namespace Xemu.Transport.Tests;

/// <summary><c>transport.socket</c> on a unix socket or on the loopback interface; a reader is there when it has logged where it listens.</summary>
internal sealed class SocketFixture : MigrationTransportFixture
{
    private readonly ListeningLog _log = new();
    private readonly string _uri;

    public SocketFixture(string? host)
    {
        Machine.Log = _log;
        _uri = host is null ? $"unix:{Folder}/socket" : string.Create(CultureInfo.InvariantCulture, $"tcp:{host}:{FreePort(host)}");
    }

    public override string TypeName => "transport.socket";

    public override bool IsLive => true;

    public override IEnumerable<TransportTarget> Accepted => [new("unix:/x"), new("unix:"), new("tcp:localhost:1"), new("tcp:[::1]:1"), new("tcp:x:1", IsDirect: true), new("unix:/x", IsDirect: true)];

    public override IEnumerable<TransportTarget> WrongToWrite =>
    [
        new("unix:"), new($"unix:{Folder}/nobody"), new("unix:/" + new string('x', 200)), new("unix:/dev/null"), new("tcp:"), new("tcp:localhost"), new("tcp:localhost:99999"),
        new("tcp:localhost:many"), new("tcp::80"), new("tcp:::1:80"), new("tcp:127.0.0.1:1"), new(_uri, IsDirect: true),
    ];

    public override IEnumerable<TransportTarget> WrongToRead =>
        [new("unix:"), new($"unix:{Folder}/missing/socket"), new("unix:/dev/null"), new($"unix:{Folder}"), new("unix:/" + new string('x', 200)), new("tcp:localhost"), new("tcp:192.0.2.1:0"), new(_uri, IsDirect: true)];

    public IList<string> Messages => _log.Messages;

    public override IPlugin CreatePlugin() => new SocketPlugin();

    public override TransportTarget WriteTarget(int pageChannels) => new(_uri, PageChannels: pageChannels);

    public override TransportTarget ReadTarget(int pageChannels) => new(_uri, PageChannels: pageChannels);

    public override void WaitForReader() => _log.Listening.Wait(TestContext.Current.CancellationToken);

    private static int FreePort(string host)
    {
        using var listener = new TcpListener(IPAddress.Parse(host.Trim('[', ']')), 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class ListeningLog : ILogger
    {
        public SemaphoreSlim Listening { get; } = new(0);

        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Messages.Add(formatter(state, exception));
            Listening.Release();
        }
    }
}
