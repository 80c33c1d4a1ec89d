using Xemu.Abstractions.Migration;

namespace Xemu.Conformance;

/// <summary>What a transport must pass that says <see cref="TransportAbilities.IsAtomic"/>; the fixture's folder holds the target alone.</summary>
public abstract class MigrationTransportConformanceAtomic : MigrationTransportSuite
{
    [Fact]
    public void Target_BeforeCommit_IsNotThere()
    {
        using IMigrationStream stream = Open(1);
        Assert.True(stream.Abilities.IsAtomic);
        stream.Main.Write(0, RandomBytes(100_000));
        stream.Flush();

        Assert.False(File.Exists(Fixture.StoredPath));

        stream.Commit();
        Assert.True(File.Exists(Fixture.StoredPath));
        Assert.Single(Directory.GetFileSystemEntries(Fixture.Folder));
    }

    [Fact]
    public void FormerContent_UntilCommit_StaysWhole()
    {
        byte[] former = Save(100_000);
        using (IMigrationStream stream = Open(0))
        {
            stream.Main.Write(0, RandomBytes(200_000));
            stream.Flush();
            Assert.Equal(former, File.ReadAllBytes(Fixture.StoredPath!));
            stream.Abort();
        }

        Assert.Equal(former, File.ReadAllBytes(Fixture.StoredPath!));
        Assert.Single(Directory.GetFileSystemEntries(Fixture.Folder));
    }

    [Fact]
    public void FormerContent_StreamDisposedWithoutCommit_StaysWhole()
    {
        byte[] former = Save(100_000);

        using (IMigrationStream stream = Open(0))
        {
            stream.Main.Write(0, RandomBytes(200_000));
        }

        Assert.Equal(former, File.ReadAllBytes(Fixture.StoredPath!));
        Assert.Single(Directory.GetFileSystemEntries(Fixture.Folder));
    }

    [Fact]
    public void Reader_OfTheFormerContent_GoesOnAfterCommit()
    {
        Save(100_000);
        using IMigrationStream reader = OpenRead(0);
        byte[] read = new byte[100_000];

        Save(50_000);
        reader.Main.Read(0, read);

        Assert.Equal(RandomBytes(100_000), read);
    }

    [Fact]
    public void TwoWriters_AtOnce_LeaveTheLastCommitted()
    {
        using IMigrationStream first = Open(0);
        using IMigrationStream second = Open(0);
        second.Main.Write(0, RandomBytes(2000));
        first.Main.Write(0, RandomBytes(1000));

        second.Commit();
        first.Commit();

        byte[] read = new byte[1000];
        using IMigrationStream reader = OpenRead(0);
        reader.Main.Read(0, read);
        Assert.Equal(RandomBytes(1000), read);
        Assert.Single(Directory.GetFileSystemEntries(Fixture.Folder));
    }

    [Fact]
    public void ModeOfTheFile_NewAndFormer_IsPrivateAndKept()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("There are no file modes.");
            return;
        }

        Save(10);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Fixture.StoredPath!));

        const UnixFileMode Kept = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(Fixture.StoredPath!, Kept);
        Save(20);
        Assert.Equal(Kept, File.GetUnixFileMode(Fixture.StoredPath!));
    }

    private byte[] Save(int length)
    {
        using IMigrationStream stream = Open(0);
        stream.Main.Write(0, RandomBytes(length));
        stream.Commit();
        return File.ReadAllBytes(Fixture.StoredPath!);
    }
}
