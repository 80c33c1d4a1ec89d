using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;
using Xemu.Testing;

namespace Xemu.EndToEnd.Tests;

/// <summary>The disc that was put in while the machine ran, and disks that go from machine to machine, with the host's own factory.</summary>
public sealed class DriveStateTests : IDisposable
{
    private const int Sector = 2048;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-end-to-end-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("game.iso")]
    [InlineData("a game = [odd] 'name' \"#1\".iso")]
    public void Load_InALaterProcess_HasTheDiscThatWasPutIn(string name)
    {
        string file = Disc(name, 7);
        byte[] saved;
        using (BuiltMachine built = Build("disk.qcow2"))
        {
            IRemovableMedium drive = Drive(built);
            drive.Insert((IBlockDevice)built.Composed.Factory.Create("disc", "block.raw", new Dictionary<string, string> { ["file"] = file, ["read-only"] = "true" }));
            saved = Save(built);
        }

        using BuiltMachine later = Build("disk.qcow2");
        MachineSnapshot.ReadFrom(new MemoryStream(saved)).Load(later.Machine);

        byte[] sector = new byte[Sector];
        IBlockDevice medium = Drive(later).Medium!;
        medium.Read(Sector, sector);
        Assert.All(sector, static b => Assert.Equal(7, b));
        Assert.True(medium.IsReadOnly);
        Assert.Equal(file, ((IMediumSource)medium).SourceFile);
        Assert.False(Directory.Exists(file + ".layers"));
    }

    [Fact]
    public void Load_AFolderThatWasPutInAsADisc_HasItAgainAsLongAsItsFilesAreTheSame()
    {
        string folder = Path.Combine(_folder.FullName, "game");
        Directory.CreateDirectory(folder);
        string program = Path.Combine(folder, "default.xbe");
        File.WriteAllBytes(program, [.. Enumerable.Repeat((byte)7, Sector)]);
        byte[] saved;
        using (BuiltMachine built = Build("disk.qcow2"))
        {
            Drive(built).Insert((IBlockDevice)built.Composed.Factory.Create("disc", "block.folder", new Dictionary<string, string> { ["file"] = folder, ["read-only"] = "true" }));
            saved = Save(built);
        }

        using (BuiltMachine later = Build("disk.qcow2"))
        {
            MachineSnapshot.ReadFrom(new MemoryStream(saved)).Load(later.Machine);

            // Sectors: 32 the volume's descriptor, 33 the root directory, 34 the file.
            byte[] sector = new byte[Sector];
            IBlockDevice medium = Drive(later).Medium!;
            medium.Read(34 * Sector, sector);
            Assert.All(sector, static b => Assert.Equal(7, b));
            Assert.Equal(("block.folder", folder), (((IMediumSource)medium).SourceType, ((IMediumSource)medium).SourceFile));
        }

        File.WriteAllBytes(program, [.. Enumerable.Repeat((byte)8, Sector)]);
        using BuiltMachine changed = Build("disk.qcow2");
        var refused = Assert.Throws<StateException>(() => MachineSnapshot.ReadFrom(new MemoryStream(saved)).Load(changed.Machine));
        Assert.Contains("another disc", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DiscGoneOrChanged_IsRefusedWithItsName()
    {
        string file = Disc("game.iso", 7);
        byte[] saved;
        using (BuiltMachine built = Build("disk.qcow2"))
        {
            Drive(built).Insert((IBlockDevice)built.Composed.Factory.Create("disc", "block.raw", new Dictionary<string, string> { ["file"] = file, ["read-only"] = "true" }));
            saved = Save(built);
        }

        Disc("game.iso", 8);
        using (BuiltMachine later = Build("disk.qcow2"))
        {
            var changed = Assert.Throws<StateException>(() => MachineSnapshot.ReadFrom(new MemoryStream(saved)).Load(later.Machine));
            Assert.Contains("another disc", changed.Message, StringComparison.Ordinal);
        }

        File.Delete(file);
        using BuiltMachine last = Build("disk.qcow2");
        var gone = Assert.Throws<StateException>(() => MachineSnapshot.ReadFrom(new MemoryStream(saved)).Load(last.Machine));
        Assert.Contains(file, gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TakeOver_OnAnIncomingMachine_HasTheSourcesDisk()
    {
        using BuiltMachine source = Build("disk.qcow2");
        using BuiltMachine target = Build("disk.qcow2", "machine.incoming=true");
        IBlockDevice from = Disk(source);
        IBlockDevice to = Disk(target);
        byte[] sector = new byte[Sector];
        Array.Fill(sector, (byte)5);
        from.Write(0, sector);
        Assert.Throws<IOException>(() => to.Read(0, sector));

        ((IMediumHandover)to).TakeOver(((IMediumHandover)from).Release());

        byte[] read = new byte[Sector];
        to.Read(0, read);
        Assert.All(read, static b => Assert.Equal(5, b));
        Assert.Throws<IOException>(() => from.Write(0, sector));
    }

    private static byte[] Save(BuiltMachine built)
    {
        using var stream = new MemoryStream();
        MachineSnapshot.Save(built.Machine).WriteTo(stream);
        return stream.ToArray();
    }

    private static IRemovableMedium Drive(BuiltMachine built) => built.Machine.Components.Select(static c => c.Value).OfType<IRemovableMedium>().Single();

    private static IBlockDevice Disk(BuiltMachine built) => (IBlockDevice)built.Machine.Components.First(static c => c.Key == "hdd-image").Value;

    private string Disc(string name, byte content)
    {
        string file = Path.Combine(_folder.FullName, name);
        byte[] bytes = new byte[1 << 20];
        Array.Fill(bytes, content);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    private BuiltMachine Build(string image, params string[] more) => new(
        "xbox.toml",
        [
            "machine.time=deterministic",
            $"components.eeprom.file={_folder.FullName}/eeprom.bin",
            "components.hdd-image.type=block.qcow2",
            $"components.hdd-image.file={Path.Combine(_folder.FullName, image)}",
            "components.hdd-image.create=64MiB",
            .. more,
        ]);
}
