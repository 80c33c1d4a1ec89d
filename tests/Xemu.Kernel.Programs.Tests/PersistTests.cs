using System.Runtime.InteropServices;
using Iced.Intel;
using Xemu.Abstractions.Frontends;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>What a program leaves for the next one: its picture, in memory that stays.</summary>
public sealed class PersistTests : IDisposable
{
    private const uint Registers = 0xFD00_0000;
    private const uint Mode = 0x0401_0101;
    private const uint Format = 0x12;
    private const int QuickReboot = 2;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-programs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("x86.interpreter")]
    [InlineData("x86.translator")]
    public void Picture_ThatIsMarkedAndSaved_IsShownWhileTheNextProgramRuns(string engine)
    {
        ProgramMachine.Write(_folder.FullName, Build(EmitFirst));
        ProgramMachine.Write(_folder.FullName, Build(EmitSecond), "second.xbe");
        using var machine = new ProgramMachine(_folder.FullName, engine);

        _ = machine.RunFor(300_000_000);

        Assert.Equal([2, GuestScreen.PictureBytes, 0xFFFF_8000], machine.Reports());
        Assert.Equal(0x00FF_8000U, Pixels(machine)[(100 * 640) + 100]);
    }

    private static void EmitFirst(ProgramText t)
    {
        uint picture = t.Data.Variable();
        var screen = new GuestScreen(t.Program);
        t.Call("MmAllocateContiguousMemory", GuestScreen.PictureBytes);
        t.C.mov(At(picture), eax);
        screen.Fill(At(picture), 0, 0, GuestScreen.Width, GuestScreen.Height, 0xFF_8000);
        t.Call("MmGetPhysicalAddress", At(picture));
        t.Call("AvSetDisplayMode", Registers, 0, Mode, Format, GuestScreen.PitchBytes, eax);
        t.Call("MmPersistContiguousMemory", At(picture), GuestScreen.PictureBytes, 1);
        t.Call("AvSetSavedDataAddress", At(picture));
        t.Call("MmAllocateContiguousMemory", 0x1000);
        t.C.mov(ebx, eax);
        t.Call("RtlZeroMemory", ebx, 0x1000);
        t.C.lea(eax, __[ebx + 8]);
        t.Call("RtlMoveMemory", eax, t.Data.Text("\\Device\\CdRom0;second.xbe"), 26);
        t.Program.LoadVariable(eax, "LaunchDataPage");
        t.C.mov(__dword_ptr[eax], ebx);
        t.Call("HalReturnToFirmware", QuickReboot);
        screen.EmitRoutines();
    }

    private static void EmitSecond(ProgramText t)
    {
        Label forever = t.C.CreateLabel();
        t.Report(2);
        t.Call("AvGetSavedDataAddress");
        t.C.mov(ebx, eax);
        t.ReportCall("MmQueryAllocationSize", ebx);
        t.Report(__dword_ptr[ebx]);
        t.C.Mark(ref forever);
        t.Delay(10);
        t.C.jmp(forever);
    }

    private static uint[] Pixels(ProgramMachine machine)
    {
        var source = (IDisplaySource)machine.Machine.Components.First(static c => c.Value is IDisplaySource).Value;
        byte[] bytes = new byte[source.Frame.SizeBytes];
        source.ReadFrame(bytes);
        return [.. MemoryMarshal.Cast<byte, uint>(bytes).ToArray().Select(static p => p & 0x00FF_FFFF)];
    }
}
