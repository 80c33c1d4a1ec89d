using System.Runtime.InteropServices;
using Iced.Intel;
using Xemu.Abstractions.Frontends;
using Xemu.Kernel.Guest;
using Xemu.Testing.Xbe;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>What is around a program: log and screen, keys, sizes of RAM, thread-local storage, the next program, and an end that nobody wants.</summary>
public sealed class MachineTests : IDisposable
{
    private const uint Registers = 0xFD00_0000;
    private const uint Mode = 0x0401_0101;
    private const uint Format = 0x12;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-programs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("x86.interpreter")]
    [InlineData("x86.translator")]
    public void DbgPrint_WithNumbersAndTexts_IsInTheLog(string engine)
    {
        using var log = new ListLogger();
        Write(static t =>
        {
            t.Call("DbgPrint", t.Data.Text("n=%d s=%s x=%08x c=%c\n"), -42, t.Data.Text("text"), 0xBEEF, (int)'!');
            t.Program.End();
        });
        using var machine = new ProgramMachine(_folder.FullName, engine, log);

        _ = machine.Run();

        Assert.Contains(log.Lines, static line => line.EndsWith("n=-42 s=text x=0000beef c=!", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x86.interpreter")]
    [InlineData("x86.translator")]
    public void Screen_ThatTheProgramDraws_IsScannedOut(string engine)
    {
        Write(t => EmitScreen(t));
        using var machine = new ProgramMachine(_folder.FullName, engine);

        _ = machine.RunFor(200_000_000);

        uint[] pixels = Pixels(machine);
        Assert.Equal((0x0020_4060U, 0x00FF_8000U), (pixels[0], pixels[(100 * 640) + 100]));

        // The bar of a capital I: three pixels wide with its soft edges, ten high.
        Assert.InRange(Enumerable.Range(0, 8 * 16).Count(i => pixels[((200 + (i / 8)) * 640) + 300 + (i % 8)] != 0x0020_4060), 10, 60);
    }

    [Theory]
    [InlineData(XbeBuilderKeys.Retail)]
    [InlineData(XbeBuilderKeys.Debug)]
    [InlineData(XbeBuilderKeys.Chihiro)]
    public void Program_WithTheKeysOfAnyMachine_Runs(XbeBuilderKeys keys)
    {
        Write(
            static t =>
            {
                t.ReportCall("KeIsExecutingDpc");
                t.Program.End();
            },
            program => program.Xbe.Keys = keys);
        using var machine = new ProgramMachine(_folder.FullName, "x86.translator");

        _ = machine.Run();

        Assert.Equal([0], machine.Reports());
    }

    [Theory]
    [InlineData("64MiB", 0x4000U, 0U)]
    [InlineData("128MiB", 0x8000U, 2U)]
    public void Program_OnAMachineOfEitherSize_SeesItsMemory(string size, uint pages, uint flags)
    {
        Write(static t =>
        {
            uint statistics = t.Data.Variable(36);
            t.C.mov(At(statistics), 36);
            t.ReportCall("MmQueryStatistics", statistics);
            t.Report(At(statistics + 4));
            t.Program.LoadVariable(eax, "XboxHardwareInfo");
            t.Report(__dword_ptr[eax]);
            t.Program.End();
        });
        using var machine = new ProgramMachine(_folder.FullName, "x86.translator", $"machine.ram={size}");

        _ = machine.Run();

        Assert.Equal([0, pages, flags], machine.Reports());
    }

    [Theory]
    [InlineData("x86.interpreter", "\\Device\\CdRom0;second.xbe")]
    [InlineData("x86.translator", "\\Device\\CdRom0\\;second.xbe")]
    public void Program_ThatLaunchesAnother_HandsItsDataOver(string engine, string program)
    {
        const uint Note = 0x1234_5678;
        Write(t =>
        {
            const int QuickReboot = 2;
            uint path = t.Data.Text(program);
            t.Call("MmAllocateContiguousMemory", 0x1000);
            t.C.mov(ebx, eax);
            t.Call("RtlZeroMemory", ebx, 0x1000);
            t.C.lea(eax, __[ebx + 8]);
            t.Call("RtlMoveMemory", eax, path, program.Length);
            t.C.mov(__dword_ptr[ebx + 0x400], Note);
            t.Program.LoadVariable(eax, "LaunchDataPage");
            t.C.mov(__dword_ptr[eax], ebx);
            t.Call("HalReturnToFirmware", QuickReboot);
        });
        ProgramMachine.Write(
            _folder.FullName,
            Build(static t =>
            {
                t.Report(2);
                t.Program.LoadVariable(eax, "LaunchDataPage");
                t.C.mov(eax, __dword_ptr[eax]);
                t.Report(__dword_ptr[eax + 0x400]);
                t.Program.End();
            }),
            "second.xbe");
        using var machine = new ProgramMachine(_folder.FullName, engine);

        _ = machine.Run();

        Assert.Equal([2, Note], machine.Reports());
    }

    [Theory]
    [InlineData("x86.interpreter")]
    [InlineData("x86.translator")]
    public void Exception_ThatNobodyHandles_StopsWithItsReasonOnTheScreen(string engine)
    {
        Write(static t =>
        {
            t.Report(t.Program.Import("KiBugCheckData"));
            t.C.xor(eax, eax);
            t.C.mov(__dword_ptr[eax + 4], eax);
            t.Report(2);
            t.Program.End();
        });
        using var log = new ListLogger();
        using var machine = new ProgramMachine(_folder.FullName, engine, log);

        _ = machine.RunFor(200_000_000);

        uint data = machine.Read(Assert.Single(machine.Reports()));
        Assert.Equal((0x1EU, 0xC000_0005U), (machine.Read(data), machine.Read(data + 4)));
        Assert.Equal(0x0060_0C10U, Pixels(machine)[0]);
        Assert.Contains(log.Lines, static line => line.Contains("Nobody handled exception 0xC0000005", StringComparison.Ordinal));
    }

    private static void EmitScreen(ProgramText t)
    {
        uint picture = t.Data.Variable();
        Label forever = t.C.CreateLabel();
        var screen = new GuestScreen(t.Program);
        t.Call("MmAllocateContiguousMemory", GuestScreen.PictureBytes);
        t.C.mov(At(picture), eax);
        screen.Fill(At(picture), 0, 0, GuestScreen.Width, GuestScreen.Height, 0x20_4060);
        screen.Fill(At(picture), 100, 100, 50, 50, 0xFF_8000);
        screen.Text(At(picture), 300, 200, "I", 0xFF_FFFF, GuestScreen.Transparent);
        t.Call("MmGetPhysicalAddress", At(picture));
        t.Call("AvSetDisplayMode", Registers, 0, Mode, Format, GuestScreen.PitchBytes, eax);
        t.C.Mark(ref forever);
        t.Delay(10);
        t.C.jmp(forever);
        screen.EmitRoutines();
    }

    private static uint[] Pixels(ProgramMachine machine)
    {
        var source = (IDisplaySource)machine.Machine.Components.First(static c => c.Value is IDisplaySource).Value;
        byte[] bytes = new byte[source.Frame.SizeBytes];
        source.ReadFrame(bytes);
        return [.. MemoryMarshal.Cast<byte, uint>(bytes).ToArray().Select(static p => p & 0x00FF_FFFF)];
    }

    private void Write(Action<ProgramText> emit, Action<GuestProgram>? configure = null) => ProgramMachine.Write(_folder.FullName, Build(emit, configure));
}
