using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Turns a guest instruction into the host's form of the same: other registers, and memory as it is reached through a window (<see cref="GuestOperands"/> gives it another form).</summary>
/// <remarks>
/// Registers are where <see cref="HostRegister"/> says. The guest's arithmetic flags are the host's throughout. ESP may lack a bias that the trace has
/// collected; addresses take it into their displacement.
/// </remarks>
internal static class InstructionMapper
{
    /// <summary>The host's form, if there is one that does exactly what the interpreter does.</summary>
    public static bool TryMap(in Instruction guest, int bias, out Instruction host)
    {
        host = guest;
        host.CodeSize = CodeSize.Code64;
        if (!IsSame(guest) || guest.HasRepPrefix || guest.HasRepnePrefix)
        {
            return false;
        }

        Code code = Wide(guest.Code);
        if (code != guest.Code)
        {
            host.Code = code;
        }

        bool isHigh = false;
        bool needsRex = false;
        for (int i = 0; i < guest.OpCount; i++)
        {
            switch (guest.GetOpKind(i))
            {
                case OpKind.Register:
                    Register register = guest.GetOpRegister(i);
                    if (!TryMap(register, out Register mapped))
                    {
                        return false;
                    }

                    isHigh |= register is >= Register.AH and <= Register.BH;
                    needsRex |= mapped.GetFullRegister() >= Register.R8;
                    host.SetOpRegister(i, mapped);
                    break;
                case OpKind.Memory:
                    if (!TryMapMemory(guest, bias, ref host, ref needsRex))
                    {
                        return false;
                    }

                    break;
                case OpKind.Immediate8 or OpKind.Immediate8to16 or OpKind.Immediate8to32 or OpKind.Immediate16 or OpKind.Immediate32:
                    break;
                default:
                    return false;
            }
        }

        return !(isHigh && needsRex);
    }

    /// <summary>The host register that holds a guest register.</summary>
    public static bool TryMap(Register guest, out Register host)
    {
        host = guest switch
        {
            Register.ESP => Register.R12D,
            Register.SP => Register.R12W,
            _ => guest,
        };
        return guest.IsGPR32() || guest.IsGPR16() || guest is (>= Register.AL and <= Register.BH) or Register.R8L or (>= Register.XMM0 and <= Register.XMM7);
    }

    /// <summary>The scratch register that takes a memory operand of 8, 16 or 32 bits.</summary>
    public static Register Scratch(MemorySize size) => size.GetSize() switch
    {
        1 => Register.R8L,
        2 => Register.R8W,
        _ => Register.R8D,
    };

    /// <summary>The load of such an operand.</summary>
    public static Code LoadCode(MemorySize size) => size.GetSize() switch
    {
        1 => Code.Mov_r8_rm8,
        2 => Code.Mov_r16_rm16,
        _ => Code.Mov_r32_rm32,
    };

    /// <summary>Whether a repeated string instruction is one that the host can do: it moves or stores, and counts in ECX.</summary>
    public static bool IsRepeatedMove(in Instruction guest) => guest.HasRepPrefix && guest.Op0Kind == OpKind.MemoryESEDI
        && guest.Mnemonic is (Mnemonic.Movsb or Mnemonic.Movsw or Mnemonic.Movsd or Mnemonic.Stosb or Mnemonic.Stosw or Mnemonic.Stosd);

    /// <summary>Whether an instruction is one of SSE.</summary>
    public static bool IsSse(in Instruction guest) => guest.Mnemonic switch
    {
        Mnemonic.Movaps or Mnemonic.Movups or Mnemonic.Movss or Mnemonic.Movlps or Mnemonic.Movhps or Mnemonic.Movlhps or Mnemonic.Movhlps or Mnemonic.Movmskps
            or Mnemonic.Addps or Mnemonic.Addss or Mnemonic.Subps or Mnemonic.Subss or Mnemonic.Mulps or Mnemonic.Mulss or Mnemonic.Divps or Mnemonic.Divss
            or Mnemonic.Sqrtps or Mnemonic.Sqrtss or Mnemonic.Minps or Mnemonic.Minss or Mnemonic.Maxps or Mnemonic.Maxss
            or Mnemonic.Andps or Mnemonic.Andnps or Mnemonic.Orps or Mnemonic.Xorps or Mnemonic.Shufps or Mnemonic.Unpcklps or Mnemonic.Unpckhps
            or Mnemonic.Cmpps or Mnemonic.Cmpss or Mnemonic.Comiss or Mnemonic.Ucomiss or Mnemonic.Cvtsi2ss or Mnemonic.Cvttss2si or Mnemonic.Cvtss2si
            or Mnemonic.Movntps or Mnemonic.Stmxcsr => true,
        _ => false,
    };

    /// <summary>Whether a memory operand is one of emitted code: its segment is one that translations take for flat, or has been added before.</summary>
    public static bool TryMapMemory(in Instruction guest, int bias, ref Instruction host, ref bool needsRex)
    {
        Register any = guest.MemoryBase == Register.None ? guest.MemoryIndex : guest.MemoryBase;
        if (guest.MemorySegment == Register.CS || (any == Register.None ? guest.MemoryDisplSize == 2 : !any.IsGPR32()))
        {
            return false;
        }

        if (IsBased(guest))
        {
            // The linear address is in R8, and R9 keeps it out of guest memory while the segment is not whole.
            needsRex = true;
            (host.MemoryBase, host.MemoryIndex, host.MemoryIndexScale) = (Register.R8, Register.R9, 1);
            (host.MemoryDisplSize, host.MemoryDisplacement64, host.SegmentPrefix) = (0, 0, Register.GS);
            return true;
        }

        SetAddress(guest, bias, ref host);
        needsRex |= host.MemoryBase >= Register.R8D;
        host.SegmentPrefix = Register.GS;
        if (guest.Mnemonic == Mnemonic.Lea)
        {
            // The upper halves are zero, and those of the result are cut off.
            host.SegmentPrefix = Register.None;
            host.MemoryBase = Wide(host.MemoryBase);
            host.MemoryIndex = Wide(host.MemoryIndex);
            host.MemoryDisplSize = host.MemoryDisplSize == 4 && any != Register.None ? 8 : host.MemoryDisplSize;
        }

        return true;
    }

    /// <summary>Gives an instruction the guest's effective address, 32 bits, by the host's registers.</summary>
    public static void SetAddress(in Instruction guest, int bias, ref Instruction host)
    {
        _ = TryMap(guest.MemoryBase, out Register memoryBase);
        host.MemoryBase = memoryBase;
        host.MemoryIndex = guest.MemoryIndex;
        host.MemoryIndexScale = guest.MemoryIndexScale;
        uint displacement = guest.MemoryDisplacement32 + (guest.MemoryBase == Register.ESP ? (uint)bias : 0);
        host.MemoryDisplacement64 = memoryBase == Register.None && guest.MemoryIndex == Register.None ? displacement : (ulong)(int)displacement;
        host.MemoryDisplSize = memoryBase == Register.None || displacement != (uint)(sbyte)displacement ? 4 : displacement == 0 ? 0 : 1;
    }

    private static Register Wide(Register register) => register == Register.None ? register : register - Register.EAX + Register.RAX;

    /// <summary>Whether the memory operand's segment has a base: FS and GS, by which systems reach the data of a thread or processor.</summary>
    public static bool IsBased(in Instruction guest) => guest.MemorySegment is Register.FS or Register.GS && guest.Mnemonic != Mnemonic.Lea;

    // Forms that 64-bit mode has taken away or given another meaning.
    private static Code Wide(Code code) => code switch
    {
        Code.Inc_r32 => Code.Inc_rm32,
        Code.Inc_r16 => Code.Inc_rm16,
        Code.Dec_r32 => Code.Dec_rm32,
        Code.Dec_r16 => Code.Dec_rm16,
        Code.Add_rm8_imm8_82 => Code.Add_rm8_imm8,
        Code.Or_rm8_imm8_82 => Code.Or_rm8_imm8,
        Code.Adc_rm8_imm8_82 => Code.Adc_rm8_imm8,
        Code.Sbb_rm8_imm8_82 => Code.Sbb_rm8_imm8,
        Code.And_rm8_imm8_82 => Code.And_rm8_imm8,
        Code.Sub_rm8_imm8_82 => Code.Sub_rm8_imm8,
        Code.Xor_rm8_imm8_82 => Code.Xor_rm8_imm8,
        Code.Cmp_rm8_imm8_82 => Code.Cmp_rm8_imm8,
        _ => code,
    };

    // What the host does in every bit as the interpreter does; undefined flags included (README, "Undefined flags").
    private static bool IsSame(in Instruction guest) => guest.Mnemonic switch
    {
        Mnemonic.Mov => guest.Code is not (Code.Mov_AL_moffs8 or Code.Mov_AX_moffs16 or Code.Mov_EAX_moffs32 or Code.Mov_moffs8_AL or Code.Mov_moffs16_AX or Code.Mov_moffs32_EAX)
            && !(guest.Op0Kind == OpKind.Register && !IsGeneral(guest.Op0Register)) && !(guest.Op1Kind == OpKind.Register && !IsGeneral(guest.Op1Register)),
        Mnemonic.Movzx or Mnemonic.Movsx => true,
        Mnemonic.Lea => guest.Code == Code.Lea_r32_m,
        Mnemonic.Add or Mnemonic.Adc or Mnemonic.Sub or Mnemonic.Sbb or Mnemonic.Cmp or Mnemonic.And or Mnemonic.Or or Mnemonic.Xor or Mnemonic.Test => true,
        Mnemonic.Inc or Mnemonic.Dec or Mnemonic.Neg or Mnemonic.Not => true,
        Mnemonic.Cwde or Mnemonic.Cbw or Mnemonic.Cdq or Mnemonic.Cwd => true,
        Mnemonic.Seta or Mnemonic.Setae or Mnemonic.Setb or Mnemonic.Setbe or Mnemonic.Sete or Mnemonic.Setg or Mnemonic.Setge or Mnemonic.Setl or Mnemonic.Setle
            or Mnemonic.Setne or Mnemonic.Setno or Mnemonic.Setnp or Mnemonic.Setns or Mnemonic.Seto or Mnemonic.Setp or Mnemonic.Sets => true,
        Mnemonic.Cmova or Mnemonic.Cmovae or Mnemonic.Cmovb or Mnemonic.Cmovbe or Mnemonic.Cmove or Mnemonic.Cmovg or Mnemonic.Cmovge or Mnemonic.Cmovl or Mnemonic.Cmovle
            or Mnemonic.Cmovne or Mnemonic.Cmovno or Mnemonic.Cmovnp or Mnemonic.Cmovns or Mnemonic.Cmovo or Mnemonic.Cmovp or Mnemonic.Cmovs => true,
        Mnemonic.Shl or Mnemonic.Sal or Mnemonic.Shr or Mnemonic.Sar or Mnemonic.Shld or Mnemonic.Shrd or Mnemonic.Rol or Mnemonic.Ror or Mnemonic.Rcl or Mnemonic.Rcr => true,
        Mnemonic.Bswap => guest.Code == Code.Bswap_r32,
        Mnemonic.Xchg or Mnemonic.Xadd or Mnemonic.Cmpxchg => true,
        Mnemonic.Imul or Mnemonic.Mul or Mnemonic.Div or Mnemonic.Idiv => true,
        Mnemonic.Cmpxchg8b => true,
        Mnemonic.Bt or Mnemonic.Bts or Mnemonic.Btr or Mnemonic.Btc => guest.Op0Kind == OpKind.Register || guest.Op1Kind == OpKind.Immediate8,
        Mnemonic.Pause => true,
        Mnemonic.Prefetchnta or Mnemonic.Prefetcht0 or Mnemonic.Prefetcht1 or Mnemonic.Prefetcht2 => true,
        Mnemonic.Sfence => guest.Code == Code.Sfence,
        Mnemonic.Clc or Mnemonic.Stc or Mnemonic.Cmc or Mnemonic.Lahf or Mnemonic.Sahf => true,
        _ => IsSse(guest),
    };

    private static bool IsGeneral(Register register) => register.IsGPR();
}
