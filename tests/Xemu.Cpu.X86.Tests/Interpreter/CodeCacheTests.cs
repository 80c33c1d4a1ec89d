using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

public sealed unsafe class CodeCacheTests
{
    [Fact]
    public void Write_ToTheNextInstruction_IsSeen()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            // The immediate of the MOV behind it, in the same block.
            a.mov(__byte_ptr[Guest.Code + 8], 0x55);
            a.mov(ecx, 0x11);
            a.hlt();
        });

        guest.Run();

        Assert.Equal(0x55u, guest.Register(Reg.Ecx));
    }

    [Fact]
    public void PatchedLoop_RunsEachVersion()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            Iced.Intel.Label top = a.CreateLabel();
            a.mov(ecx, 100);
            a.Label(ref top);
            a.inc(__byte_ptr[Guest.Code + 12]);
            a.db(0xB8, 0, 0, 0, 0);
            a.add(edx, eax);
            a.dec(ecx);
            a.jne(top);
            a.hlt();
        });

        guest.Run();

        // 1 + 2 + … + 100.
        Assert.Equal(5050u, guest.Register(Reg.Edx));
    }

    [Fact]
    public void DataBesideCode_DecodesAgainLessAndLess()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            Iced.Intel.Label top = a.CreateLabel();
            a.mov(ecx, 100_000);
            a.Label(ref top);
            a.inc(__dword_ptr[Guest.Code + 0x800]);
            a.dec(ecx);
            a.jne(top);
            a.hlt();
        });

        guest.Run();

        Assert.Equal(100_000u, guest.Read32(Guest.Code + 0x800));
        Assert.InRange(guest.Cpu.BlocksDecoded, 1ul, 60ul);
    }

    [Fact]
    public void PageThatHeldCode_IsDataAfterSomeWrites()
    {
        const uint Page = 0x4_0000;
        using Guest guest = Guest.Flat(static a =>
        {
            Iced.Intel.Label top = a.CreateLabel();
            a.mov(eax, Page);
            a.call(eax);
            a.mov(ecx, 100);
            a.Label(ref top);
            a.inc(__dword_ptr[Page + 0x800]);
            a.dec(ecx);
            a.jne(top);
            a.hlt();
        });
        guest.Assemble(Page, 32, static a => a.ret());

        guest.Run();

        Assert.Equal(100u, guest.Read32(Page + 0x800));
        Assert.Equal(PageState.None, guest.StateOf(Page) & PageState.Code);
        Assert.Equal(PageState.Code, guest.StateOf(Guest.Code) & PageState.Code);
    }

    [Fact]
    public void DmaIntoCode_IsSeen()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            Iced.Intel.Label top = a.CreateLabel();
            a.Label(ref top);
            a.mov(eax, 1);
            a.@out(0x80, al);
            a.jmp(top);
        });
        guest.Ports.MapIo("dma", 0x80, 1, new ByteSink { Written = _ => guest.Memory.Write(Guest.Code, [0xF4]) });

        CpuExit exit = guest.Run();

        Assert.Equal((CpuExit.Halted, 4ul), (exit, guest.Cpu.InstructionCount));
    }

    [Fact]
    public void CodeInRegisters_RunsUncached()
    {
        using Guest guest = Guest.Flat(static a => a.jmp(0xF000_0000u));
        byte[] code = [0x40, 0x40, 0xF4];
        guest.Memory.MapIo("code", 0xF000_0000, 0x1000, new RegisterFileOf(code));

        CpuExit exit = guest.Run();

        Assert.Equal((CpuExit.Halted, 2u), (exit, guest.Register(Reg.Eax)));
    }

    private sealed class RegisterFileOf(byte[] bytes) : IIoHandler
    {
        public IoWidths Widths => IoWidths.Byte;

        public ulong Read(ulong offset, int width) => offset < (ulong)bytes.Length ? bytes[offset] : 0xFFul;

        public void Write(ulong offset, int width, ulong value)
        {
        }
    }
}
