using Xemu.Abstractions.Migration;
using Xemu.Testing;
using Xemu.Transport.File;

namespace Xemu.Transport.Tests;

/// <summary>The transport that fails on request, on a file: the former one stays.</summary>
public sealed class FaultyTransportTests : IDisposable
{
    private readonly FileFixture _fixture = new(isDirect: false);
    private readonly FaultyTransport _faulty = new(new FileTransport());

    public void Dispose()
    {
        _faulty.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public void Write_TheThirdFailingShort_LeavesTheFormerFile()
    {
        WriterProcess.Save(_fixture.WriteTarget(0), 1, 10);
        _faulty.FailWrite = 3;
        _faulty.IsFailingWriteShort = true;

        using (IMigrationStream stream = Open())
        {
            stream.Main.Write(0, new byte[8192]);
            stream.PageChannels[0].Write(8192, new byte[8192]);
            Assert.Equal(FaultyTransport.NoSpace, Assert.ThrowsAny<IOException>(() => stream.Main.Write(0, new byte[8192])).HResult);
            Assert.ThrowsAny<IOException>(() => stream.Main.Write(0, new byte[1]));
        }

        Assert.Equal((4, 2 * 8192 + 4096, 0), (_faulty.Writes, _faulty.BytesWritten, _faulty.OpenStreams));
        Assert.Equal(1, WriterProcess.Check(_fixture.StoredPath));
    }

    [Fact]
    public void Disk_FullAfterSoManyBytes_TakesWhatFits()
    {
        _faulty.FullAfterBytes = 10000;
        using IMigrationStream stream = Open();
        stream.Main.Write(0, new byte[5000]);

        Assert.ThrowsAny<IOException>(() => stream.Main.Write(5000, new byte[6000]));

        Assert.Equal(5000 + 4096, _faulty.BytesWritten);
    }

    [Fact]
    public void CommitAndFlush_Failing_LeaveNothing()
    {
        _faulty.FailCommit = true;
        _faulty.FailFlush = true;
        using IMigrationStream stream = Open();
        stream.Main.Write(0, new byte[10]);

        Assert.ThrowsAny<IOException>(stream.Flush);
        Assert.ThrowsAny<IOException>(stream.Commit);

        Assert.Equal(0, _faulty.Commits);
        Assert.Empty(Directory.GetFileSystemEntries(_fixture.Folder));
    }

    [Fact]
    public void Read_CutShortOrFailing_Throws()
    {
        WriterProcess.Save(_fixture.WriteTarget(0), 1, 10);
        _faulty.EndOfReading = 5000;
        _faulty.FailRead = 3;
        using IMigrationStream stream = _faulty.OpenRead(_fixture.ReadTarget(0), CancellationToken.None);

        stream.Main.Read(0, new byte[5000]);
        Assert.Equal(5000ul, stream.LengthBytes);
        Assert.Throws<EndOfStreamException>(() => stream.Main.Read(0, new byte[5001]));
        Assert.IsType<IOException>(Record.Exception(() => stream.Main.Read(0, new byte[1])));
    }

    private IMigrationStream Open() => _faulty.OpenWrite(_fixture.WriteTarget(1), CancellationToken.None);
}
