using Xemu.Testing;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>Programs about files on a machine whose disk is an image with layers: a snapshot names the layer that was sealed with it, and a machine that is started anew goes on from there.</summary>
/// <remarks>XEMU_PROGRAM_MOMENTS sets at how many points of each run a snapshot is taken, 1 without it.</remarks>
public sealed class DiskImageTests : IDisposable
{
    private const string Interpreter = "x86.interpreter";
    private const string Translator = "x86.translator";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-programs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("file-large")]
    [InlineData("folder-changes-under-listing")]
    [InlineData("request-port-of-a-thread")]
    [InlineData("threads-append-to-one-file")]
    [InlineData("volume-format")]
    public void Program_RestoredOnAnImageThatHasMovedOn_EndsAsIfItHadNeverStopped(string name)
    {
        GuestCase program = GuestCases.All[name];
        ProgramMachine.Write(_folder.FullName, program);
        int moments = int.TryParse(Environment.GetEnvironmentVariable("XEMU_PROGRAM_MOMENTS"), out int wanted) ? wanted : 1;
        using ProgramMachine whole = Start("whole", Translator, program);
        _ = whole.Run();
        MachineSnapshot expected = whole.Save();
        Assert.Equal(program.Expected, whole.Reports());
        Assert.Equal(program.Disk, DiskListing.Of(whole.Disk));

        for (int i = 1; i <= moments; i++)
        {
            MachineSnapshot saved = SaveAndGoOn(program, $"image{i}", whole.Count * (ulong)i / (ulong)(moments + 1));
            using ProgramMachine second = Start($"image{i}", i % 2 == 0 ? Translator : Interpreter, program);
            second.Load(saved);
            _ = second.Run();

            Assert.Equal([], expected.Differences(second.Save()));
            Assert.Equal(program.Disk, DiskListing.Of(second.Disk));
        }
    }

    /// <summary>Takes a snapshot, and lets the machine go on: what it writes then belongs to a layer that nobody wants.</summary>
    private MachineSnapshot SaveAndGoOn(GuestCase program, string image, ulong moment)
    {
        using ProgramMachine machine = Start(image, Translator, program);
        _ = machine.Run(moment);
        MachineSnapshot saved = machine.Save();
        _ = machine.Run();
        Assert.Equal(program.Disk, DiskListing.Of(machine.Disk));
        return saved;
    }

    private ProgramMachine Start(string image, string engine, GuestCase program) => ProgramMachine.StartOnImage(_folder.FullName, $"{_folder.FullName}/{image}.qcow2", engine, program);
}
