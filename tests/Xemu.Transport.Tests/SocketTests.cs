using System.Net.Sockets;
using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Tests;

/// <summary>What only sockets have: files in the file system, ports.</summary>
public sealed class SocketTests : IDisposable
{
    private readonly SocketFixture _fixture = new(host: null);

    private string SocketFile => Path.Combine(_fixture.Folder, "socket");

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void UnixSocket_Listening_IsPrivateAndGoesAway()
    {
        UnixFileMode mode = Listen(() => System.IO.File.GetUnixFileMode(SocketFile));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        Assert.Empty(Directory.GetFileSystemEntries(_fixture.Folder));
    }

    [Fact]
    public void UnixSocket_LeftByAKilledProcess_IsReplaced()
    {
        using (var socket = new System.Net.Sockets.Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(SocketFile + "2"));
            System.IO.File.Move(SocketFile + "2", SocketFile);
        }

        Assert.True(System.IO.File.Exists(SocketFile));
        Assert.True(Listen(() => true));
    }

    [Fact]
    public void UnixSocket_SomebodyListens_IsRefused()
    {
        var exception = Listen(() => Assert.Throws<MigrationException>(() => _fixture.CreateTransport().OpenRead(_fixture.ReadTarget(0), CancellationToken.None)));

        Assert.Contains("Somebody listens", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TcpPort_Zero_IsReportedInTheLog()
    {
        Listen(static () => true, new TransportTarget("tcp:127.0.0.1:0"));

        Assert.Matches("tcp:127\\.0\\.0\\.1:[1-9][0-9]*$", Assert.Single(_fixture.Messages));
    }

    /// <summary>Does something while a reader waits.</summary>
    private T Listen<T>(Func<T> meanwhile, TransportTarget? at = null)
    {
        using var cancellation = new CancellationTokenSource();
        Task<Exception?> opening = Task.Factory.StartNew(
            () => Record.Exception(() => _fixture.CreateTransport().OpenRead(at ?? _fixture.ReadTarget(0), cancellation.Token)), TaskCreationOptions.LongRunning);
        _fixture.WaitForReader();
        T result = meanwhile();
        cancellation.Cancel();
        Assert.IsAssignableFrom<OperationCanceledException>(opening.GetAwaiter().GetResult());
        return result;
    }
}
