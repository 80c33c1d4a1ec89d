using Xemu.Abstractions.State;
using Xemu.Kernel.Hle;
using Xemu.Testing;
using static Xemu.Kernel.Io.Tests.IoMachine;

namespace Xemu.Kernel.Io.Tests;

public sealed class SnapshotTests : IDisposable
{
    private const string Disc = @"\Device\CdRom0";

    private readonly TestDisk _disk = TestDisk.Create();
    private readonly TestDisc _disc = TestDisc.Create(
        new Dictionary<string, byte[]> { ["a"] = [1, 2, 3], ["b"] = [], ["c"] = [] }, new Dictionary<string, byte[]>());

    private readonly TestDrive _drive;
    private readonly IoMachine _machine;

    public SnapshotTests()
    {
        _drive = new TestDrive(_disc);
        _machine = new IoMachine(_disk, _drive);
    }

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void State_SavedLoadedAndSaved_IsTheSame()
    {
        OpenMany();
        byte[] saved = StateBytes.Save(_machine.Kernel.Io);

        using IoMachine other = Restore(_disk);

        Assert.Equal(saved, StateBytes.Save(other.Kernel.Io));
        Assert.Empty(StateCompleteness.FindUndescribed(_machine.Kernel.Io.Files));
    }

    [Fact]
    public void Restored_NextOperations_GiveTheSame()
    {
        uint[] handles = OpenMany();
        TestDisk copy = _disk.Clone();
        using IoMachine other = Restore(copy);

        List<string> expected = GoOn(_machine, handles);
        List<string> actual = GoOn(other, handles);

        Assert.Equal(expected, actual);
        Assert.Equal(StateBytes.Save(_machine.Kernel), StateBytes.Save(other.Kernel));
        Assert.Equal(_machine.RamBytes(), other.RamBytes());
    }

    [Fact]
    public void Restored_DismountedVolumeAndChangedDisc_AreStillNoticed()
    {
        uint file = _machine.Open(Disk + @"\f", CreateNew);
        uint onDisc = _machine.Open(@"\Device\CdRom0\a", access: GenericRead);
        Assert.Equal(NtStatus.Success, _machine.Call("IoDismountVolumeByName", _machine.Text(Disk)));
        _machine.Close(_machine.Open(Disk + @"\f"));
        _drive.Insert(TestDisc.Create(new Dictionary<string, byte[]> { ["a"] = [9] }, new Dictionary<string, byte[]>()));

        using IoMachine other = Restore(_disk);

        Assert.Equal(NtStatus.VolumeDismounted, other.Read(file, 1, out _, 0));
        Assert.Equal(IoStatus.VerifyRequired, other.Read(onDisc, 1, out _, 0));
        Assert.Equal([9], other.Content(@"\Device\CdRom0\a"));
    }

    [Theory]
    [InlineData(@"\a")]
    [InlineData("")]
    public void Restored_DiscChangedBeforeItIsUsedAgain_IsNoticed(string path)
    {
        uint handle = _machine.Open(Disc + path, access: GenericRead);
        byte[] saved = StateBytes.Save(_machine.Kernel.Io);
        var drive = new TestDrive(_disc);
        using IoMachine other = _machine.Copy(_disk, drive);
        other.Kernel.Io.Start();
        Assert.Equal(saved, StateBytes.Save(other.Kernel.Io));

        drive.Insert(TestDisc.Create(new Dictionary<string, byte[]> { ["a"] = [9] }, new Dictionary<string, byte[]>()));

        Assert.Equal(IoStatus.VerifyRequired, other.Read(handle, 2048, out _, 0));
        Assert.Equal([9], other.Content(Disc + @"\a"));
    }

    [Fact]
    public void ChangedDisc_OfAnOpenDrive_IsNoticedThoughNothingWasMounted()
    {
        uint raw = _machine.Open(Disc, access: GenericRead);
        _drive.Insert(TestDisc.Create(new Dictionary<string, byte[]> { ["a"] = [9] }, new Dictionary<string, byte[]>()));

        Assert.Equal(IoStatus.VerifyRequired, _machine.Read(raw, 2048, out _, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OpenFile_WhoseEntryBecameAnotherFiles_IsThatFileAndIsSaved(bool byRename)
    {
        _machine.Close(_machine.Open(Disk + @"\folder", CreateNew, SyncNonalert | DirectoryFile));
        uint moved = _machine.Open(Disk + @"\folder\moved", CreateNew);
        uint old = _machine.Open(Disk + @"\needle", CreateNew);
        EraseEntry("needle"u8);

        uint made = moved;
        Assert.Equal(NtStatus.Success, byRename ? _machine.Rename(moved, Disk + @"\other") : _machine.Create(Disk + @"\other", GenericRead | GenericWrite, CreateNew, out made));
        Assert.Equal(NtStatus.Success, _machine.Write(made, [1, 2, 3], 0));

        using IoMachine other = Restore(_disk);
        Assert.Equal(StateBytes.Save(_machine.Kernel.Io), StateBytes.Save(other.Kernel.Io));
        Assert.Equal(NtStatus.Success, other.Read(old, 3, out byte[] bytes, 0));
        Assert.Equal([1, 2, 3], bytes);
    }

    /// <summary>Takes an entry of the root folder away as a program does that writes to the partition itself.</summary>
    private void EraseEntry(ReadOnlySpan<byte> name)
    {
        const int Piece = 0x1_0000;
        uint raw = _machine.Open(Disk, access: GenericRead | GenericWrite);
        long at = -Piece;
        int place;
        byte[] bytes;
        do
        {
            at += Piece;
            Assert.Equal(NtStatus.Success, _machine.Read(raw, Piece, out bytes, at));
            place = bytes.AsSpan().IndexOf(name);
        }
        while (place < 0);

        bytes[place - 2] = 0xE5;
        Assert.Equal(NtStatus.Success, _machine.Write(raw, bytes, at));
        _machine.Close(raw);
    }

    [Fact]
    public void Save_ChangedDisc_ChangesNothing()
    {
        _machine.Close(_machine.Open(Disc + @"\a", access: GenericRead));
        IoDevice device = _machine.Kernel.Io.DeviceOf(_machine.Kernel.Objects.Lookup(0, Disc, followsLast: true).Object)!;
        uint before = device.Generation;
        _drive.Eject();

        byte[] saved = StateBytes.Save(_machine.Kernel.Io);

        Assert.Equal(before, device.Generation);
        using IoMachine other = Restore(_disk);
        Assert.Equal(saved, StateBytes.Save(other.Kernel.Io));
        device.NoticeChange();
        Assert.Equal(before + 1, device.Generation);
        Assert.Equal(saved, StateBytes.Save(_machine.Kernel.Io));
    }

    [Fact]
    public void Restored_DeviceWithoutAName_IsStillTheDevice()
    {
        uint drive = _machine.Kernel.Objects.Lookup(0, Disc, followsLast: true).Object;
        uint output = _machine.Take(0x20);
        _machine.Call("ObMakeTemporaryObject", drive);

        using IoMachine other = Restore(_disk);

        Assert.Equal(NtStatus.Success, other.Control(drive, 0x0002_404C, output, 0x20, out _));
        Assert.Equal(drive, other.Kernel.Io.ObjectOf(other.Kernel.Io.DeviceOf(drive)!));
    }

    [Fact]
    public void Restored_PartitionsOfTheSave_NotOfTheDisk()
    {
        _machine.Close(_machine.Open(@"\Device\Harddisk0\Partition5\f", CreateNew));
        uint raw = _machine.Open(@"\Device\Harddisk0\Partition0", access: GenericRead | GenericWrite);
        Assert.Equal(NtStatus.Success, _machine.Read(raw, 512, out byte[] before, 0));

        // A partition table that the running console has not read.
        byte[] table = [.. before];
        "****PARTINFO****"u8.CopyTo(table);
        Assert.Equal(NtStatus.Success, _machine.Write(raw, table, 0));

        using IoMachine other = Restore(_disk);

        Assert.Equal(["f"], other.Names(@"\Device\Harddisk0\Partition5\"));
    }

    [Fact]
    public void Load_DamagedState_IsRefusedOrHarmless()
    {
        OpenMany();
        byte[] saved = StateBytes.Save(_machine.Kernel.Io);
        var random = new Random(7);
        int refused = 0;
        using var other = new IoMachine(_disk, _drive);
        byte[] clean = StateBytes.Save(other.Kernel.Io);
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = [.. saved];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                StateBytes.Load(other.Kernel.Io, damaged);
                Poke(other);
            }
            catch (StateException)
            {
                refused++;
            }

            StateBytes.Load(other.Kernel.Io, clean);
        }

        Assert.InRange(refused, 1, 2000);
    }

    private static void Poke(IoMachine machine)
    {
        foreach (OpenFile file in machine.Kernel.Io.Files.All.ToList())
        {
            machine.Kernel.Io.Information.Query(file, 5, 0x18, out _);
            machine.Kernel.Io.Folders.Query(file, 0x100, null, restarts: false, out _);
        }
    }

    private uint[] OpenMany()
    {
        uint written = _machine.Open(Disk + @"\written", CreateNew);
        Assert.Equal(NtStatus.Success, _machine.Write(written, [1, 2, 3, 4, 5, 6, 7, 8]));
        Assert.Equal(NtStatus.Success, _machine.Read(written, 3, out _, 1));
        _machine.Close(_machine.Open(Disk + @"\x1", CreateNew));
        _machine.Close(_machine.Open(Disk + @"\x2", CreateNew));
        uint folder = _machine.Open(Disk + "\\", access: 1);
        Assert.Equal(NtStatus.Success, _machine.List(folder, out _, "x*"));
        uint going = _machine.Open(Disk + @"\going", CreateNew);
        Assert.Equal(NtStatus.Success, _machine.Set(going, 13, [1]));
        uint closing = _machine.Open(Disk + @"\closing", CreateNew, SyncNonalert | DeleteOnClose);
        uint disc = _machine.Open(@"\Device\CdRom0\a", access: GenericRead);
        Assert.Equal(NtStatus.Success, _machine.Read(disc, 1, out _));
        uint empty = _machine.Open(@"\Device\CdRom0\b", access: GenericRead);
        uint other = _machine.Open(@"\Device\CdRom0\c", access: GenericRead);
        uint raw = _machine.Open(@"\Device\Harddisk0\Partition0", access: GenericRead);
        Assert.Equal(NtStatus.Success, _machine.Create(Disk + @"\alone", GenericRead, CreateNew, out uint alone, share: 0, options: 0));
        uint place = _machine.Take(4);
        Assert.Equal(NtStatus.Success, _machine.Call("NtCreateIoCompletion", place, 0, 0, 0));
        Assert.Equal(NtStatus.Success, _machine.Set(alone, 30, [.. BitConverter.GetBytes(_machine.Memory.Read32(place)), 1, 2, 3, 4]));
        return [written, folder, going, closing, disc, empty, other, raw, alone];
    }

    private static List<string> GoOn(IoMachine machine, uint[] handles)
    {
        var results = new List<string>();
        foreach (uint handle in handles)
        {
            uint status = machine.Read(handle, 512, out byte[] bytes);
            results.Add($"read {status:X} {Convert.ToHexString(bytes)}");
            status = machine.List(handle, out string name);
            results.Add($"list {status:X} {name}");
            status = machine.Query(handle, 18, 0x100, out byte[] all);
            results.Add($"all {status:X} {Convert.ToHexString(all)}");
            status = machine.Write(handle, [1, 2, 3]);
            results.Add($"write {status:X}");
        }

        results.Add($"open {machine.Create(Disk + @"\alone", GenericRead, OpenExisting, out _):X}");
        results.Add($"open {machine.Create(Disk + @"\going", GenericRead, OpenExisting, out _):X}");
        foreach (uint handle in handles)
        {
            machine.Close(handle);
        }

        results.Add(string.Join('|', machine.Names(Disk + "\\")));
        return results;
    }

    /// <summary>A second kernel with the state of the first.</summary>
    private IoMachine Restore(TestDisk disk) => _machine.Copy(disk, new TestDrive(_drive.Medium));
}
