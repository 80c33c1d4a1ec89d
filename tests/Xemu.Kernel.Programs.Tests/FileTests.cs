using Xemu.Block.Fatx;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>Files of the hard disk under both engines.</summary>
public sealed class FileTests : IDisposable
{
    private const int GenericReadWrite = unchecked((int)0xC010_0000);
    private const int Create = 2;
    private const int Synchronous = 0x20;
    private const int StandardInformation = 5;
    private const int Offset = 40 << 20;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-programs-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>The call is served in pieces: its stub is run again each time, with the same arguments.</summary>
    [Theory]
    [InlineData("x86.interpreter")]
    [InlineData("x86.translator")]
    public void Program_ThatWritesFarBeyondTheEnd_GetsThereInOneCall(string engine)
    {
        ProgramMachine.Write(_folder.FullName, Build(Grow));
        using var machine = new ProgramMachine(_folder.FullName, engine);
        Assert.Equal(FatxStatus.Ok, XboxDisk.CreateStandard(machine.Disk, 1));

        _ = machine.Run();

        Assert.Equal([0, 0, 1, 0, Offset + 1], machine.Reports());
    }

    private static void Grow(ProgramText t)
    {
        uint name = t.Data.CountedText("\\Device\\Harddisk0\\Partition1\\f");
        uint attributes = t.Data.Dwords(0, name, 0x40);
        (uint handle, uint block, uint information) = (t.Data.Variable(), t.Data.Variable(8), t.Data.Variable(0x18));
        t.ReportCall("NtCreateFile", handle, GenericReadWrite, attributes, block, 0, 0x80, 7, Create, Synchronous);
        t.ReportCall("NtWriteFile", At(handle), 0, 0, 0, block, name, 1, t.Data.Time(Offset));
        t.Report(At(block + 4));
        t.ReportCall("NtQueryInformationFile", At(handle), block, information, 0x18, StandardInformation);
        t.Report(At(information + 8));
        t.Program.End();
    }
}
