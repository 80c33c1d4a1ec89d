using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Guest;

/// <summary>The graphics chip as a program uses it: a channel with a push buffer, the 3D class on subchannel 0, and commands.</summary>
/// <remarks>
/// Commands and results lie at fixed physical addresses, and so do the picture and its depth unless the program has its own. What a
/// channel needs is from nxdk lib/pbkit/pbkit.c.
/// </remarks>
public sealed class GuestGpu
{
    /// <summary>Physical address of the picture, 640 by 480 pixels of 32 bits.</summary>
    public const uint Picture = 0x0200_0000;

    /// <summary>Physical address of the depth buffer, 24 bits and stencil.</summary>
    public const uint Depth = 0x0220_0000;

    /// <summary>Physical address of a page for reports and semaphores: reports have addresses of 24 bits.</summary>
    public const uint Results = 0x00E0_0000;

    /// <summary>The handle of a DMA object over all of the RAM.</summary>
    public const uint Memory = 3;

    /// <summary>The handle of a DMA object over <see cref="Results"/>, from which semaphores count: the chip takes a page at most for them.</summary>
    public const uint Page = 14;

    /// <summary>Where the kernel maps physical memory.</summary>
    public const uint Mapped = 0x8000_0000;

    /// <summary>SET_SURFACE_FORMAT of pictures in rows: A8R8G8B8 with 24 bits of depth and stencil.</summary>
    public const uint PitchA8R8G8B8 = 0x128;

    private const uint PictureBytes = 0x12_C000;
    private const uint Commands = 0x0241_0000;
    private const uint CommandBytes = 0x1_0000;
    private const uint Registers = 0xFD00_0000;
    private const uint Pramin = Registers + 0x70_0000;
    private const uint HashTable = 0x1_0000;
    private const uint MemoryObject = 0x1_2000;
    private const uint KelvinObject = 0x1_2010;
    private const uint PageObject = 0x1_2020;
    private const uint KelvinHandle = 13;
    private const uint UserPut = Registers + 0x80_0040;
    private const uint UserGet = Registers + 0x80_0044;
    private const uint ReadWriteCombined = 0x404;

    private readonly GuestProgram _program;
    private readonly uint _put;

    /// <summary>Makes what a program needs; <see cref="EmitSetup"/> comes before all else.</summary>
    public GuestGpu(GuestProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        _program = program;
        _put = program.Data.Variable();
    }

    private Assembler C => _program.Code;

    /// <summary>Sets the channel up, with the picture at its fixed address as the target.</summary>
    public void EmitSetup()
    {
        EmitClaim(Picture, PictureBytes);
        EmitClaim(Depth, PictureBytes);
        EmitChannel();
        EmitPush(
        [
            .. Method(0x200, [640u << 16, 480u << 16, PitchA8R8G8B8, (2560u << 16) | 2560, Picture, Depth]),
            .. Method(0x680, [1f, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]),
        ]);
    }

    /// <summary>Sets the channel up, with 3D state that draws the vertices' colours, and no target yet.</summary>
    public void EmitChannel()
    {
        EmitClaim(Results, 0x1000);
        EmitClaim(Commands, CommandBytes);
        C.mov(__dword_ptr[_put], Commands);
        EmitWrites(Setup);
        EmitPush([1u << 18, KelvinHandle, .. State]);
    }

    /// <summary>A method of the 3D class and those behind it.</summary>
    /// <returns>The words of the command.</returns>
    public static uint[] Method(uint method, params ReadOnlySpan<uint> data) => [((uint)data.Length << 18) | method, .. data];

    /// <summary>The same with floating-point numbers.</summary>
    /// <returns>The words of the command.</returns>
    public static uint[] Method(uint method, params ReadOnlySpan<float> data)
    {
        var words = new uint[data.Length];
        for (int i = 0; i < data.Length; i++)
        {
            words[i] = BitConverter.SingleToUInt32Bits(data[i]);
        }

        return Method(method, words);
    }

    /// <summary>Copies commands into the push buffer and lets the chip have them. EAX, ECX, ESI and EDI are lost.</summary>
    public void EmitPush(params uint[] words)
    {
        ArgumentNullException.ThrowIfNull(words);
        EmitPush(_program.Data.Dwords(words), words.Length);
    }

    /// <summary>The same with commands that lie in the program's data, where it may have changed them.</summary>
    /// <param name="address">Where they lie.</param>
    /// <param name="count">How many words there are.</param>
    public void EmitPush(uint address, int count)
    {
        Label fits = C.CreateLabel();
        C.mov(edi, __dword_ptr[_put]);
        C.cmp(edi, (int)(Commands + CommandBytes - 0x1000));
        C.jb(fits);

        // A jump to the beginning, once the chip is here.
        C.mov(__dword_ptr[edi + unchecked((int)Mapped)], (int)(Commands | 1));
        C.mov(edi, (int)Commands);
        C.mov(__dword_ptr[UserPut], edi);
        C.mov(__dword_ptr[_put], edi);
        EmitWait();
        C.mov(edi, (int)Commands);
        C.Mark(ref fits);
        C.add(edi, unchecked((int)Mapped));
        C.mov(esi, (int)address);
        C.mov(ecx, count);
        C.rep.movsd();
        C.sub(edi, unchecked((int)Mapped));
        C.mov(__dword_ptr[_put], edi);
        C.mov(__dword_ptr[UserPut], edi);
    }

    /// <summary>Waits until the chip has taken all commands. EAX is lost.</summary>
    public void EmitWait()
    {
        Label again = C.CreateLabel();
        C.Mark(ref again);
        C.mov(eax, __dword_ptr[UserGet]);
        C.cmp(eax, __dword_ptr[_put]);
        C.jne(again);
    }

    /// <summary>Registers and instance memory: hash table, contexts, the two objects, and the switches of PFIFO and PGRAPH.</summary>
    private static readonly uint[] Setup =
    [
        Pramin + MemoryObject, 0x0000_B03D, Pramin + MemoryObject + 4, 0x03FF_FFFF, Pramin + MemoryObject + 8, 3, Pramin + MemoryObject + 12, 3,
        Pramin + KelvinObject, 0x97, Pramin + KelvinObject + 4, 0, Pramin + KelvinObject + 8, 0, Pramin + KelvinObject + 12, 0,
        Pramin + PageObject, 0x0000_B03D, Pramin + PageObject + 4, 0xFFF, Pramin + PageObject + 8, Results | 3, Pramin + PageObject + 12, Results | 3,
        Pramin + HashTable + (Page * 8), Page, Pramin + HashTable + (Page * 8) + 4, 0x8000_0000 | (PageObject >> 4),
        Pramin + HashTable + (Memory * 8), Memory, Pramin + HashTable + (Memory * 8) + 4, 0x8000_0000 | (MemoryObject >> 4),
        Pramin + HashTable + (KelvinHandle * 8), KelvinHandle, Pramin + HashTable + (KelvinHandle * 8) + 4, 0x8001_0000 | (KelvinObject >> 4),
        Registers + 0x2210, 0x0300_0100, Registers + 0x2214, 0x0000_0110,
        Registers + 0x40_0140, 0, Registers + 0x40_0144, 0x1001_0100, Registers + 0x40_0720, 1,
        Registers + 0x2140, 0, Registers + 0x2504, 1, Registers + 0x3204, 0x100, Registers + 0x322C, MemoryObject >> 4,
        Registers + 0x3240, Commands, Registers + 0x3244, Commands, Registers + 0x3250, 1, Registers + 0x3200, 1, Registers + 0x3220, 1,
    ];

    /// <summary>DMA objects, flips that nobody waits for, the final combiner with the diffuse colour, no offset of the viewport, the whole range of depth.</summary>
    private static readonly uint[] State =
    [
        .. Method(0x194, [Memory, Memory]),
        .. Method(0x1A4, [Page, Memory]),
        .. Method(0x120, [0u, 1, 2]),
        .. Method(0x288, [0x0000_0004u, 0x0000_1400]),
        .. Method(0x1E60, [1u]),
        .. Method(0xA20, [0f, 0, 0, 0]),
        .. Method(0x394, [0f, 16777215]),
    ];

    private void EmitClaim(uint address, uint bytes) =>
        _program.Call("MmAllocateContiguousMemoryEx", bytes, address, address + bytes - 1, 0x1000, ReadWriteCombined);

    /// <summary>Writes words to addresses; a table of pairs. EAX, ECX and ESI are lost.</summary>
    private void EmitWrites(uint[] pairs)
    {
        Label next = C.CreateLabel();
        C.mov(esi, (int)_program.Data.Dwords(pairs));
        C.mov(ecx, pairs.Length / 2);
        C.Mark(ref next);
        C.mov(edx, __dword_ptr[esi]);
        C.mov(eax, __dword_ptr[esi + 4]);
        C.mov(__dword_ptr[edx], eax);
        C.add(esi, 8);
        C.dec(ecx);
        C.jnz(next);
    }
}
