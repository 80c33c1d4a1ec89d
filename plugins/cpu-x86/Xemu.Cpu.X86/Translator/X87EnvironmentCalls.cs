using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>FNSTENV and FLDENV for emitted code: the host's unit has all but the pointers.</summary>
internal static unsafe class X87EnvironmentCalls
{
    private const uint ReservedOnes = 0xFFFF_0000;
    private const uint AllMasked = 0x3F;
    private const uint StatusBits = (uint)(X87Status.Exceptions | X87Status.StackFault | X87Status.Conditions | X87Status.TopMask);

    /// <summary>Completes what the host's FNSTENV has stored.</summary>
    public static nint Store => (nint)(delegate* unmanaged<X87Call*, CpuState*, int>)&Complete;

    /// <summary>Takes the pointers from an image and leaves what the host's FLDENV may load; zero where exceptions would be unmasked.</summary>
    public static nint Load => (nint)(delegate* unmanaged<X87Call*, CpuState*, int>)&Take;

    [UnmanagedCallersOnly]
    private static int Complete(X87Call* call, CpuState* s)
    {
        HostFpu.Settle(s);
        X87EnvironmentImage* image = &call->Environment;
        image->Control |= ReservedOnes;
        image->Status |= ReservedOnes;
        image->Tags |= ReservedOnes;
        image->InstructionOffset = s->FpuIp;
        image->InstructionSelector = s->FpuCs | ((uint)s->Fop << 16);
        image->DataOffset = s->FpuDp;
        image->DataSelector = ReservedOnes | s->FpuDs;
        return 1;
    }

    [UnmanagedCallersOnly]
    private static int Take(X87Call* call, CpuState* s)
    {
        X87EnvironmentImage* image = &call->Environment;
        if ((image->Control & AllMasked) != AllMasked)
        {
            return 0;
        }

        s->FpuNote = 0;
        s->FpuIp = image->InstructionOffset;
        s->FpuCs = (ushort)image->InstructionSelector;
        s->Fop = (ushort)((image->InstructionSelector >> 16) & 0x7FF);
        s->FpuDp = image->DataOffset;
        s->FpuDs = (ushort)image->DataSelector;
        image->Control = X87Environment.ControlOf(image->Control);
        image->Status &= StatusBits;
        return 1;
    }
}
