using System.Runtime.InteropServices;
using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>A processor state with one page of memory, on which single decoded instructions run without a run loop.</summary>
internal sealed unsafe class X87Machine : IDisposable
{
    /// <summary>Linear address of the page.</summary>
    public const uint PageLinear = 0x0012_3000;

    public const uint PageBytes = 4096;

    private readonly byte* _page = (byte*)NativeMemory.AllocZeroed(PageBytes);
    private readonly byte* _pageState = (byte*)NativeMemory.AllocZeroed(1);

    public X87Machine()
    {
        State = (CpuState*)NativeMemory.AllocZeroed((nuint)sizeof(CpuState));
        X86.Tlb.Allocate(State);
        TlbEntry* entry = State->Tlb + ((PageLinear >> 12) & X86.Tlb.Mask);
        entry->ReadTag = PageLinear;
        entry->WriteTag = PageLinear;
        entry->Host = _page;
        entry->State = _pageState;
        State->Mode = CpuMode.Protected | CpuMode.Code32;
        State->Cr0 = Cr.Pe | Cr.Ne | Cr.Et;
        State->Ds.FlatRead = State->Ds.FlatWrite = 1;
        State->Ds.Selector = 0x10;
        State->Cs.Selector = 0x08;
        X87Environment.Initialise(State);
    }

    public CpuState* State { get; }

    public Span<byte> Page => new(_page, (int)PageBytes);

    /// <summary>Decodes an instruction for 32 or 16-bit code.</summary>
    public static Op Decode(ReadOnlySpan<byte> code, int bits = 32)
    {
        Decoder decoder = Decoder.Create(bits, code.ToArray());
        decoder.Decode(out Instruction instruction);
        Op op = default;
        OpBuilder.Build(&op, instruction);
        op.Eip = 0x40_0000;
        fixed (byte* bytes = code)
        {
            op.FpuOpcode = X87Opcode.Find(bytes, (uint)code.Length);
        }

        return op;
    }

    /// <summary>Runs one; false: a fault is recorded.</summary>
    public bool Run(Op op) => op.Handler(State, &op);

    public bool Run(params ReadOnlySpan<byte> code) => Run(Decode(code));

    /// <summary>Takes over what an FRSTOR of the image would.</summary>
    public void Load(in X87Image image)
    {
        fixed (X87Image* source = &image)
        {
            X87Environment.Load(State, (byte*)source, wide: true);
        }

        for (int i = 0; i < 8; i++)
        {
            *X87Unit.St(State, (uint)i) = image.Register(i);
        }
    }

    /// <summary>What an FNSAVE would write.</summary>
    public X87Image Save()
    {
        X87Image image = default;
        X87Environment.Save(State, (byte*)&image, wide: true);
        for (int i = 0; i < 8; i++)
        {
            image.SetRegister(i, *X87Unit.St(State, (uint)i));
        }

        return image;
    }

    public void Dispose()
    {
        X86.Tlb.Free(State);
        NativeMemory.Free(State);
        NativeMemory.Free(_page);
        NativeMemory.Free(_pageState);
    }
}
