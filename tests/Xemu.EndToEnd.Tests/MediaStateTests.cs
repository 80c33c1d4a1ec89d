using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;
using Xemu.Testing;

namespace Xemu.EndToEnd.Tests;

/// <summary>Disks are part of a machine's state: no restore meets a newer disk unnoticed.</summary>
public sealed class MediaStateTests : IDisposable
{
    private const int Sector = 512;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-end-to-end-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Load_AfterTheGuestWroteOn_BringsTheDiskOfThatInstantBack()
    {
        using BuiltMachine built = Build("disk.qcow2");
        IBlockDevice disk = Disk(built);
        disk.Write(0, Filled(1));
        MachineSnapshot snapshot = MachineSnapshot.Save(built.Machine);
        disk.Write(0, Filled(2));

        snapshot.Load(built.Machine);

        Assert.Equal(Filled(1), ReadFirst(disk));
    }

    [Fact]
    public void Load_InALaterProcessThatHasWrittenOn_BringsTheDiskOfThatInstantBack()
    {
        MachineSnapshot snapshot;
        using (BuiltMachine built = Build("disk.qcow2"))
        {
            Disk(built).Write(0, Filled(1));
            snapshot = MachineSnapshot.Save(built.Machine);
            Disk(built).Write(0, Filled(2));
        }

        using BuiltMachine later = Build("disk.qcow2");
        Assert.Equal(Filled(2), ReadFirst(Disk(later)));

        snapshot.Load(later.Machine);

        Assert.Equal(Filled(1), ReadFirst(Disk(later)));
    }

    [Fact]
    public void Load_OnAMachineWithAnotherDisk_IsRefusedAndLeavesItAlone()
    {
        MachineSnapshot snapshot;
        using (BuiltMachine built = Build("disk.qcow2"))
        {
            Disk(built).Write(0, Filled(1));
            snapshot = MachineSnapshot.Save(built.Machine);
        }

        using BuiltMachine other = Build("other.qcow2");
        Disk(other).Write(0, Filled(7));

        Assert.Throws<StateException>(() => snapshot.Load(other.Machine));

        Assert.Equal(Filled(7), ReadFirst(Disk(other)));
    }

    private BuiltMachine Build(string image)
    {
        string path = Path.Combine(_folder.FullName, image);
        return new BuiltMachine(
            "xbox.toml",
            "machine.time=deterministic",
            $"components.eeprom.file={_folder.FullName}/eeprom.bin",
            "components.hdd-image.type=block.qcow2",
            $"components.hdd-image.file={path}",
            "components.hdd-image.create=64MiB");
    }

    private static IBlockDevice Disk(BuiltMachine built) => (IBlockDevice)built.Machine.Components.First(static c => c.Key == "hdd-image").Value;

    private static byte[] Filled(byte value)
    {
        byte[] sector = new byte[Sector];
        Array.Fill(sector, value);
        return sector;
    }

    private static byte[] ReadFirst(IBlockDevice disk)
    {
        byte[] sector = new byte[Sector];
        disk.Read(0, sector);
        return sector;
    }
}
