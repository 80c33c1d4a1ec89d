using Xemu.Block.Fatx;
using Xemu.Kernel.Hle;
using Xemu.Testing;
using static Xemu.Kernel.Io.Tests.IoMachine;

namespace Xemu.Kernel.Io.Tests;

/// <summary>Random operations against a model. <c>XEMU_IO_RUNS</c> sets the number of sequences, <c>XEMU_SEED</c> the first one.</summary>
public sealed class ModelTests
{
    private const int Steps = 150;
    private static readonly string[] Names = ["a", "B", "c.txt", "D", "e"];

    [Fact]
    public void Fatx_RandomOperations_GiveWhatTheModelSays()
    {
        foreach (int run in Runs(6))
        {
            TestDisk disk = TestDisk.Create();
            using var machine = new IoMachine(disk);
            var model = new FileModel();
            var random = new Random(run);
            for (int step = 0; step < Steps; step++)
            {
                Step(machine, model, random);
            }

            Compare(machine, model, string.Empty);
            Assert.Empty(machine.Kernel.Io.Files.All);
            CheckVolume(disk, lostAllowed: false);
        }
    }

    [Fact]
    public void Xdvdfs_RandomReads_GiveWhatTheModelSays()
    {
        foreach (int run in Runs(6))
        {
            var random = new Random(run);
            Dictionary<string, byte[]> files = Enumerable.Range(0, 20).ToDictionary(static i => $"file{i}.dat", i => Content(random, random.Next(3) == 0 ? 0 : random.Next(9000)));
            using var machine = new IoMachine(null, new TestDrive(TestDisc.Create(files, files)));
            for (int step = 0; step < Steps; step++)
            {
                (string name, byte[] content) = files.ElementAt(random.Next(files.Count));
                int offset = random.Next(10_000);
                int length = random.Next(1, 5000);
                uint handle = machine.Open((random.Next(2) == 0 ? @"\Device\CdRom0\MEDIA\" : @"\Device\CdRom0\") + name, access: GenericRead);
                uint status = machine.Read(handle, length, out byte[] bytes, offset);

                Assert.Equal(offset < content.Length ? NtStatus.Success : NtStatus.EndOfFile, status);
                Assert.Equal(content.Skip(offset).Take(length), bytes);
                machine.Close(handle);
            }
        }
    }

    /// <summary>The disk stops taking sectors in the midst of a sequence: what is there then is a volume of which at worst some clusters belong to nobody.</summary>
    [Fact]
    public void Fatx_PowerCut_LeavesAConsistentVolume()
    {
        foreach (int run in Runs(12))
        {
            TestDisk disk = TestDisk.Create();
            using var machine = new IoMachine(disk);
            var model = new FileModel();
            var random = new Random(1000 + run);
            for (int step = 0; step < Steps / 3; step++)
            {
                Step(machine, model, random);
            }

            disk.Remaining = random.Next(1, 300);
            for (int step = 0; step < Steps && disk.Remaining > 0; step++)
            {
                try
                {
                    Step(machine, model, random);
                }
                catch (Xunit.Sdk.XunitException) when (disk.Remaining == 0)
                {
                    // The model does not know of the cut: its answers end here.
                }
            }

            Assert.Equal(0, disk.Remaining);
            disk.Remaining = int.MaxValue;
            CheckVolume(disk, lostAllowed: true);
        }
    }

    /// <summary>A second kernel takes over in the midst of a sequence, and both come to the same disk and the same memory.</summary>
    [Fact]
    public void Fatx_TakenOverFromASnapshot_GoesOnTheSame()
    {
        foreach (int run in Runs(3))
        {
            TestDisk disk = TestDisk.Create();
            using var machine = new IoMachine(disk);
            var model = new FileModel();
            var random = new Random(2000 + run);
            for (int step = 0; step < Steps / 2; step++)
            {
                Step(machine, model, random);
            }

            TestDisk copy = disk.Clone();
            using IoMachine other = machine.Copy(copy);
            FileModel otherModel = model.Clone();
            var otherRandom = new Random(3000 + run);
            random = new Random(3000 + run);
            for (int step = 0; step < Steps / 2; step++)
            {
                Step(machine, model, random);
                Step(other, otherModel, otherRandom);
            }

            Assert.True(disk.HasContentOf(copy));
            Assert.Equal(StateBytes.Save(machine.Kernel), StateBytes.Save(other.Kernel));
            Assert.True(machine.RamBytes().AsSpan().SequenceEqual(other.RamBytes()));
        }
    }

    private static void Step(IoMachine machine, FileModel model, Random random)
    {
        string path = RandomPath(model, random);
        string name = Disk + path;
        switch (random.Next(8))
        {
            case 0 or 1:
                bool isFolder = random.Next(3) == 0;
                uint created = machine.Create(name, GenericWrite, CreateNew, out uint made, options: SyncNonalert | (isFolder ? DirectoryFile : NonDirectory));
                Assert.Equal(model.Create(path, isFolder), created);
                CloseIf(machine, made);
                break;
            case 2 or 3 or 4:
                Write(machine, model, random, path);
                break;
            case 5:
                Assert.Equal(model.Delete(path), machine.Call("NtDeleteFile", machine.Attributes(name)));
                break;
            case 6:
                Rename(machine, model, path, RandomPath(model, random));
                break;
            default:
                SetSize(machine, model, random, path);
                break;
        }

        machine.Mark = 0x100;
    }

    private static void Write(IoMachine machine, FileModel model, Random random, string path)
    {
        uint status = machine.Create(Disk + path, GenericWrite, OpenExisting, out uint handle, options: SyncNonalert | NonDirectory);
        Assert.Equal(model.IsFolder(path) ? NtStatus.FileIsADirectory : model.Find(path), status);
        if (handle == 0)
        {
            return;
        }

        int offset = random.Next(random.Next(2) == 0 ? 100 : 60_000);
        byte[] bytes = Content(random, random.Next(1, random.Next(2) == 0 ? 100 : 80_000));
        Assert.Equal(NtStatus.Success, machine.Write(handle, bytes, offset));
        model.Write(path, offset, bytes);
        machine.Close(handle);
    }

    private static void SetSize(IoMachine machine, FileModel model, Random random, string path)
    {
        uint status = machine.Create(Disk + path, GenericWrite, OpenExisting, out uint handle, options: SyncNonalert | NonDirectory);
        Assert.Equal(model.IsFolder(path) ? NtStatus.FileIsADirectory : model.Find(path), status);
        if (handle == 0)
        {
            return;
        }

        int size = random.Next(100_000);
        Assert.Equal(NtStatus.Success, machine.Set(handle, 20, BitConverter.GetBytes((long)size)));
        byte[] content = model[path]!;
        Array.Resize(ref content, size);
        model[path] = content;
        machine.Close(handle);
    }

    private static void Rename(IoMachine machine, FileModel model, string from, string to)
    {
        uint status = machine.Create(Disk + from, DeleteRight, OpenExisting, out uint handle);
        Assert.Equal(model.Find(from), status);
        if (handle == 0)
        {
            return;
        }

        Assert.Equal(model.Rename(from, to), machine.Rename(handle, Disk + to));
        machine.Close(handle);
    }

    private static string RandomPath(FileModel model, Random random)
    {
        List<string> folders = [string.Empty, .. model.Paths.Where(model.IsFolder).Where(static p => p.Count(static c => c == '\\') < 4)];
        string folder = random.Next(10) == 0 ? @"\none" : folders[random.Next(folders.Count)];
        string name = Names[random.Next(Names.Length)];
        return folder + "\\" + (random.Next(2) == 0 ? name.ToUpperInvariant() : name);
    }

    private static void Compare(IoMachine machine, FileModel model, string folder)
    {
        List<string> expected = [.. model.NamesIn(folder).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, machine.Names(Disk + folder + "\\").Order(StringComparer.Ordinal));
        foreach (string path in expected.Select(name => folder + "\\" + name))
        {
            if (model.IsFolder(path))
            {
                Compare(machine, model, path);
            }
            else
            {
                Assert.Equal(model[path], machine.Content(Disk + path));
            }
        }
    }

    private static void CheckVolume(TestDisk disk, bool lostAllowed)
    {
        Assert.Equal(FatxStatus.Ok, FatxChecker.Check(disk.Mount(1), repair: false, out FatxCheckReport report, TestContext.Current.CancellationToken));
        Assert.False(report.IsDamaged, string.Join('\n', report.Findings));
        Assert.True(lostAllowed || report.LostClusters == 0);
    }

    private static void CloseIf(IoMachine machine, uint handle)
    {
        if (handle != 0)
        {
            machine.Close(handle);
        }
    }

    private static byte[] Content(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static IEnumerable<int> Runs(int usual) => CampaignSize.Seeds(CampaignSize.Count("XEMU_IO_RUNS", usual));
}
