using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

public sealed unsafe class TaskSwitchTests
{
    private const uint OldTask = 0x4000;
    private const uint NewTask = 0x4800;
    private const uint Pointers = 0x11_0000;
    private const uint BadPointers = 0x12_0000;

    [Fact]
    public void Jump_ToATaskWhosePdptesAreBad_FaultsInTheNewTask()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(eax, Pointers);
            a.mov(cr3, eax);
            a.mov(eax, 0x20);
            a.mov(cr4, eax);
            a.mov(eax, cr0);
            a.or(eax, 0x8000_0000u);
            a.mov(cr0, eax);
            a.db(0xEA, 0, 0, 0, 0, 0x30, 0);
        });
        FaultTests.UserSegments(guest);
        guest.Write64(Guest.Gdt + 0x28, 0x0000_8B00_4000_0067);
        guest.Write64(Guest.Gdt + 0x30, 0x0000_8900_4800_0067);
        guest.Write64(Pointers, 0x11_1001);
        guest.Write64(0x11_1000, 0x0000_0087);

        // Bit 1 of a present PDPTE is reserved.
        guest.Write64(BadPointers, 0x11_1003);
        guest.Write32(NewTask + 4, 0x9000);
        guest.Write32(NewTask + 8, 0x10);
        guest.Write32(NewTask + 28, BadPointers);
        guest.Write32(NewTask + 32, 0x1_1000);
        guest.Write32(NewTask + 36, 2);
        guest.Write32(NewTask + 40, 0x1234);
        guest.Write32(NewTask + 56, 0x7_0000);
        guest.Write32(NewTask + 76, 0x1B);
        guest.Write32(NewTask + 80, 0x23);

        guest.Run();

        // The handler runs on the new task's inner stack; what it would return to is the new task's first instruction.
        Assert.Equal((13u, 0x30u, BadPointers, 0x1234u), (guest.Register(Reg.Ebp), guest.State->Tr.Selector, guest.State->Cr3, guest.Register(Reg.Eax)));
        Assert.Equal((0u, 0x1_1000u, 0x1Bu), (guest.StackTopValue(), guest.StackTopValue(1), guest.StackTopValue(2)));
        Assert.Equal((0x7_0000u, 0x23u), (guest.StackTopValue(4), guest.StackTopValue(5)));

        // The old task is saved behind its jump.
        Assert.Equal(Guest.Code + 0x22, guest.Read32(OldTask + 32));
    }
}
