using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.FileFlags;
using static Xemu.Kernel.Programs.Tests.FileText;
using static Xemu.Kernel.Programs.Tests.ProgramText;
using static Xemu.Kernel.Programs.Tests.Status;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Volumes and the partitions beneath them: what they tell, raw sectors, control codes, dismounting and formatting.</summary>
internal static class VolumePrograms
{
    private const string Cache = @"\Device\Harddisk0\Partition5";
    private const string Whole = @"\Device\Harddisk0\Partition0";
    private const uint RawAccess = Read | Write;
    private const uint Raw = Synchronous | NoBuffering;

    /// <summary>Where E and Z lie, in sectors. Source: xboxdevwiki "Hard Drive".</summary>
    private const ulong DataSector = 0x55_F400;
    private const ulong DataSectors = 0x98_96B0;
    private const ulong CacheSectors = 0x17_7000;

    /// <summary>16 KiB.</summary>
    private const uint ClusterBytes = 0x4000;
    private const uint PageBytes = 0x1000;

    /// <summary>Two bytes for each cluster and one more, in whole pages.</summary>
    private const int TablePages = (int)(((((CacheSectors * 512 / ClusterBytes) + 1) * 2) + PageBytes - 1) / PageBytes);

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        ["volume-information"] = GuestCase.OfFiles(
            Information,
            [Success, 32, 512, 3, Success, 7, 0, Success, 42, 4, Word("FATX"), Success, 0x1234_5679, InfoLengthMismatch, InfoLengthMismatch, InvalidInfoClass],
            DiskListing.File(@"E:\three", new byte[40_000])),
        ["volume-dismount"] = GuestCase.OfFiles(
            Dismount,
            [Success, Success, VolumeDismounted, VolumeDismounted, VolumeDismounted, Success, Success, Word("safe"), Success, Success, Success, VolumeDismounted, Success, ObjectNameNotFound, ObjectPathNotFound],
            DiskListing.File(@"E:\kept", "safe")),
        ["volume-format"] = GuestCase.OfFiles(
            Format,
            [Success, 512, (uint)(CacheSectors * 512), Success, Success, NoSuchFile, Success, Success, Word("new!")],
            DiskListing.File(@"Z:\fresh", "new!")),
        ["volume-of-another-format"] = GuestCase.OfFiles(
            OtherFormat,
            [Success, UnrecognizedVolume, UnrecognizedVolume, UnrecognizedVolume, Success, UnrecognizedVolume, Success, Success, Word("back")],
            DiskListing.File(@"Z:\old", "back")),
        ["partition-raw"] = GuestCase.OfFiles(
            RawSectors,
            [
                Success, Success, 512, Word("FATX"), 0x1234_5679, 32, InvalidParameter, InvalidParameter, EndOfFile, Success, 512, InvalidParameter, Success, Success, Word("here"), Success, Word("FATX"), NotADirectory,
                AccessDenied, CannotDelete,
            ],
            DiskListing.File(@"E:\under", "here")),
        ["partition-control-codes"] = GuestCase.OfFiles(
            ControlCodes,
            [
                Success, 24, (uint)DataSectors, 0, 12, 1, 1, 512, Success, 32, unchecked((uint)(DataSector * 512)), (uint)(DataSector * 512 >> 32), unchecked((uint)(DataSectors * 512)), (uint)(DataSectors * 512 >> 32), 1, BufferTooSmall,
                Success, Success, InvalidParameter, InvalidDeviceRequest, InvalidDeviceRequest, Success, Success, 512,
            ]),
    };

    private static void Information(ProgramText t, FileText f)
    {
        uint file = f.Create(Disk + @"\three");
        f.QueryVolume(file, SizeInformation, 0x18);
        f.Result();
        f.Words(2, 0x10);
        t.C.mov(ebx, At(f.Buffer + 8));
        f.SetSize(file, 40_000);
        f.QueryVolume(file, SizeInformation, 0x18);
        t.C.sub(ebx, At(f.Buffer + 8));
        t.Report(ebx);
        f.QueryVolume(file, DeviceInformation, 8);
        f.Result();
        f.Words(2);
        f.QueryVolume(file, AttributeInformation, 0x100);
        f.Result();
        f.Words(3, 4);
        f.QueryVolume(file, VolumeInformation, 0x18);
        f.Result();
        f.Words(1, 8);
        f.QueryVolume(file, SizeInformation, 0x17);
        f.Result();
        f.QueryVolume(file, AttributeInformation, 15);
        f.Result();
        f.QueryVolume(file, 9, 0x100);
        f.Result();
        t.Program.End();
    }

    /// <summary>By name and by control code: files that were open are of no more use, and the volume is there again at the next open.</summary>
    private static void Dismount(ProgramText t, FileText f)
    {
        uint file = f.Create(Disk + @"\kept");
        f.WriteText(file, "safe");
        f.Result();
        t.ReportCall("IoDismountVolumeByName", t.Data.CountedText(Disk));
        f.ReadBytes(file, 4, 0);
        f.Result();
        f.WriteText(file, "lost", 0);
        f.Result();
        f.Query(file, StandardInformation, 0x18);
        f.Result();
        f.Close(file);
        f.Result();
        file = f.Open(Disk + @"\kept");
        f.ReadBytes(file, 4);
        f.Result();
        f.Words(1);
        uint device = f.Open(Disk, RawAccess, Raw);
        f.Result();
        f.FileSystemControl(device, DismountVolume);
        f.Result();
        f.Close(device);
        f.Result();
        f.ReadBytes(file, 4, 0);
        f.Result();
        f.Open(Disk + @"\kept");
        f.Result();
        t.ReportCall("IoDismountVolumeByName", t.Data.CountedText(@"\Device\Harddisk0\Partition9"));
        t.ReportCall("IoDismountVolumeByName", t.Data.CountedText(@"\Device\Harddisk1\Partition1"));
        t.Program.End();
    }

    /// <summary>As nxdk's formatting routine does it: the partition without its file system, geometry and length, header, table and root, dismounted.</summary>
    private static void Format(ProgramText t, FileText f)
    {
        (uint page, uint position) = (t.Data.Variable(PageBytes), t.Data.Variable(8));
        f.MakeFile(Cache + @"\old", "old");
        uint device = f.Open(Cache, RawAccess, Raw, ShareNone);
        f.Control(device, GetDriveGeometry, 24);
        f.Result();
        f.Words(1, 20);
        f.Control(device, GetPartitionInfo, 32);
        f.Words(1, 8);
        t.Call("RtlFillMemory", page, PageBytes, 0xFF);
        foreach ((uint offset, uint value) in ((uint, uint)[])[(0, Word("FATX")), (4, 0x5EED), (8, ClusterBytes / 512), (12, 1)])
        {
            t.C.mov(At(page + offset), value);
        }

        WritePages(1);
        t.Call("RtlZeroMemory", page, PageBytes);
        t.C.mov(At(page), 0xFFFF_FFF8);
        WritePages(1);
        t.C.mov(At(page), 0);
        WritePages(TablePages - 1);
        t.Call("RtlFillMemory", page, PageBytes, 0xFF);
        WritePages((int)(ClusterBytes / PageBytes));
        f.Result();
        f.FileSystemControl(device, DismountVolume);
        f.Result();
        f.Close(device);
        UseFresh(t, f);

        void WritePages(int count)
        {
            Label next = t.C.CreateLabel();
            t.C.mov(ebx, count);
            t.C.Mark(ref next);
            t.Call("NtWriteFile", At(device), 0, 0, 0, f.Block, page, PageBytes, position);
            t.C.add(At(position), (int)PageBytes);
            t.C.dec(ebx);
            t.C.jnz(next);
        }
    }

    private static void UseFresh(ProgramText t, FileText f)
    {
        uint root = f.Open(Cache + @"\", options: Folder);
        f.List(root);
        f.Result();
        uint file = f.Create(Cache + @"\fresh");
        f.Result();
        f.WriteText(file, "new!");
        f.ReadBytes(file, 4, 0);
        f.Result();
        f.Words(1);
        t.Program.End();
    }

    /// <summary>A partition whose header is gone is not mounted; with its header it is as it was.</summary>
    private static void OtherFormat(ProgramText t, FileText f)
    {
        uint header = t.Data.Variable(512);
        f.MakeFile(Cache + @"\old", "back");
        uint device = f.Open(Cache, RawAccess, Raw);
        f.ReadTo(device, header, 512, 0);
        f.WriteFrom(device, f.Buffer, 512, 0);
        f.Result();
        f.Open(Cache + @"\old");
        f.Result();
        f.Create(Cache + @"\new");
        f.Result();
        f.QueryPath(Cache + @"\old");
        f.Result();
        f.QueryVolume(device, DeviceInformation, 8);
        f.Result();
        f.QueryVolume(device, SizeInformation, 0x18);
        f.Result();
        f.WriteFrom(device, header, 512, 0);
        f.Result();
        uint file = f.Open(Cache + @"\old");
        f.ReadBytes(file, 4);
        f.Result();
        f.Words(1);
        t.Program.End();
    }

    /// <summary>Sectors of a partition and of the whole disk, whole ones alone; what a file gets is seen there, and what is written there is seen by files.</summary>
    private static void RawSectors(ProgramText t, FileText f)
    {
        uint device = f.Open(Disk, RawAccess, Raw);
        f.Result();
        f.ReadBytes(device, 512, 0);
        f.ResultAndInformation();
        f.Words(3);
        f.ReadBytes(device, 512, 100);
        f.Result();
        f.ReadBytes(device, 100, 0);
        f.Result();
        f.ReadBytes(device, 512, (long)(DataSectors * 512));
        f.Result();
        f.ReadBytes(device, 1024, (long)((DataSectors - 1) * 512));
        f.ResultAndInformation();
        f.WriteFrom(device, f.Buffer, 512, (long)(DataSectors * 512));
        f.Result();
        WriteUnderneath(t, f, device);
        uint whole = f.Open(Whole, Read, Raw);
        f.ReadBytes(whole, 512, (long)(DataSector * 512));
        f.Result();
        f.Words(1);
        f.Open(Disk, Read, Folder);
        f.Result();
        f.Create(Disk, OverwriteIf);
        f.Result();
        f.Create(Disk, OpenExisting, options: Raw | DeleteOnClose);
        f.Result();
        t.Program.End();
    }

    /// <summary>The first file's cluster is the one behind the root's.</summary>
    private static void WriteUnderneath(ProgramText t, FileText f, uint device)
    {
        uint file = f.Create(Disk + @"\under");
        f.WriteText(file, "gone");
        t.Call("RtlZeroMemory", f.Buffer, 512);
        t.C.mov(At(f.Buffer), Word("here"));

        // Four bytes a cluster, in whole pages.
        ulong table = ((((DataSectors * 512 / ClusterBytes) + 1) * 4) + PageBytes - 1) / PageBytes * PageBytes;
        f.WriteFrom(device, f.Buffer, 512, (long)(PageBytes + table + ClusterBytes));
        f.Result();
        t.C.mov(At(f.Buffer), 0);
        f.ReadBytes(file, 4, 0);
        f.Result();
        f.Words(1);
    }

    private static void ControlCodes(ProgramText t, FileText f)
    {
        uint device = f.Open(Disk, Read, Raw);
        f.Control(device, GetDriveGeometry, 24);
        f.ResultAndInformation();
        f.Words(3);
        f.Words(3, 12);
        f.Control(device, GetPartitionInfo, 32);
        f.ResultAndInformation();
        f.Words(4);
        f.Words(1, 20);
        f.Control(device, GetPartitionInfo, 31);
        f.Result();
        f.Control(device, CheckVerifyDisk);
        f.Result();
        f.Control(device, VerifyDisk, 0, t.Data.Dwords(0x1000, 0, 0x2000), 12);
        f.Result();
        f.Control(device, VerifyDisk, 0, t.Data.Dwords(0, 0xFF, 512), 12);
        f.Result();
        f.Control(device, 0x0007_FFFC);
        f.Result();
        f.FileSystemControl(device, 0x0009_FFFC);
        f.Result();
        uint cache = f.Open(Cache, Read, Raw);
        f.Result();
        f.Control(cache, GetDriveGeometry, 24);
        f.Result();
        f.Words(1, 20);
        t.Program.End();
    }
}
