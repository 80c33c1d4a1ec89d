using Xemu.Abstractions.Migration;
using Xemu.Transport.File;
using Xemu.Transport.FileDirect;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Tests;

/// <summary>What only files have: leftovers, links, places within an existing file, file systems without O_DIRECT.</summary>
public sealed class FileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-file-");

    private string Target => Path.Combine(_folder.FullName, "snapshot");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Leftovers_OfDeadWriters_GoAndThoseOfLivingOnesAndOthersStay()
    {
        string dead = Path.Combine(_folder.FullName, ".snapshot.xemu-1-00000000.part");
        string other = Path.Combine(_folder.FullName, ".snapshot2.xemu-1-00000000.part");
        System.IO.File.WriteAllText(dead, "x");
        System.IO.File.WriteAllText(other, "x");
        using IMigrationStream living = Write(Target);

        using IMigrationStream second = Write(Target);

        string[] left = [.. Directory.GetFiles(_folder.FullName).Order()];
        Assert.DoesNotContain(dead, left);
        Assert.Contains(other, left);
        Assert.Equal(3, left.Length);
    }

    [Fact]
    public void Link_Written_StaysAndItsTargetIsReplaced()
    {
        string link = Path.Combine(_folder.FullName, "link");
        Save(Target, "old");
        System.IO.File.CreateSymbolicLink(link, Target);

        Save(link, "new");

        Assert.Equal(Target, new FileInfo(link).LinkTarget);
        Assert.Equal("new", System.IO.File.ReadAllText(Target));
    }

    [Fact]
    public void Offset_InAnExistingFile_KeepsWhatIsBeforeAndCutsWhatWasBehind()
    {
        System.IO.File.WriteAllText(Target, "0123456789abcdef");

        using (IMigrationStream stream = Write(Target + ",offset=4"))
        {
            Assert.False(stream.Abilities.IsAtomic);
            Assert.Equal(16, new FileInfo(Target).Length);
            stream.Main.Write(1, "X"u8);
            stream.Commit();
        }

        Assert.Equal("0123\0X", System.IO.File.ReadAllText(Target));
    }

    [Fact]
    public void Offset_InAFileThatIsRead_IsRefusedUntilTheReaderGoes()
    {
        Save(Target, "0123456789");
        using (IMigrationStream reader = new FileTransport().OpenRead(new TransportTarget($"file:{Target},offset=2"), CancellationToken.None))
        {
            Assert.Contains("being read", Assert.Throws<MigrationException>(() => Write(Target + ",offset=4")).Message, StringComparison.Ordinal);
        }

        Write(Target + ",offset=4").Dispose();
    }

    [Fact]
    public void Direct_OnTmpfs_NamesTheBufferedTransport()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "There is no /dev/shm.");
        string path = $"/dev/shm/xemu-{Path.GetRandomFileName()}";

        var exception = Assert.Throws<MigrationException>(() => new FileDirectTransport().OpenWrite(new TransportTarget("file:" + path, IsDirect: true), CancellationToken.None));

        Assert.Contains("transport.file)", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles("/dev/shm", $"*{Path.GetFileName(path)}*"));
    }

    [Fact]
    public void Direct_AtAnUnalignedOffset_IsRefused()
    {
        using var fixture = DirectIo.Require(new FileFixture(isDirect: true));

        var exception = Assert.Throws<MigrationException>(
            () => new FileDirectTransport().OpenWrite(new TransportTarget($"file:{Target},offset=1000", IsDirect: true), CancellationToken.None));

        Assert.Contains("no multiple of", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.FullName));
    }

    [Theory]
    [InlineData("file:/x", "/x", 0)]
    [InlineData("file:/x,offset=12", "/x", 12)]
    [InlineData("file:/x,offset=0x1000", "/x", 4096)]
    [InlineData("file:/x,offset=1M", "/x", 1 << 20)]
    [InlineData("file:/a,b,offset=2k", "/a,b", 2048)]
    [InlineData("file:/a/../b", "/b", 0)]
    public void Address_Parsed_HasPathAndOffset(string uri, string path, long offset)
    {
        Assert.Equal(new FileAddress(uri, path, (ulong)offset), FileAddress.Parse(uri));
    }

    private static IMigrationStream Write(string path) => new FileTransport().OpenWrite(new TransportTarget("file:" + path), CancellationToken.None);

    private static void Save(string path, string text)
    {
        using IMigrationStream stream = Write(path);
        stream.Main.Write(0, System.Text.Encoding.UTF8.GetBytes(text));
        stream.Commit();
    }
}
