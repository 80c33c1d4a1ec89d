using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Fills an op from an Iced instruction.</summary>
internal static unsafe class OpBuilder
{
    public static void Build(Op* op, in Instruction instruction)
    {
        op->Base = CpuState.ZeroOffset;
        op->Index = CpuState.ZeroOffset;
        op->AddressMask = 0xFFFF_FFFF;
        op->Code = (ushort)instruction.Code;
        op->Flags = (instruction.HasRepPrefix ? OpFlags.Rep : 0) | (instruction.HasRepnePrefix ? OpFlags.Repne : 0)
            | (instruction.HasLockPrefix ? OpFlags.Lock : 0);
        int count = instruction.OpCount;
        for (int i = 0; i < count; i++)
        {
            Operand(op, instruction, i);
        }

        Handler handler = HandlerSet.Table[instruction.Code];
        bool known = handler.Register != null && LegalCodes.IsLegal(instruction.Code);
        op->Handler = !known ? &InvalidOpcode
            : (op->Flags & OpFlags.Memory) != 0 ? handler.Memory : handler.Register;
    }

    public static bool EndsBlock(in Instruction instruction)
    {
        Handler handler = HandlerSet.Table[instruction.Code];
        return handler.Register == null || handler.EndsBlock || !LegalCodes.IsLegal(instruction.Code)
            || (instruction.IsStringInstruction && (instruction.HasRepPrefix || instruction.HasRepnePrefix));
    }

    public static bool InvalidOpcode(CpuState* s, Op* op) => Fault.InvalidOpcode(s);

    public static bool TooLong(CpuState* s, Op* op) => Fault.GeneralProtection(s, 0);

    private static void Operand(Op* op, in Instruction instruction, int i)
    {
        switch (instruction.GetOpKind(i))
        {
            case OpKind.Register:
                SetRegister(op, i, Number(instruction.GetOpRegister(i)));
                break;
            case OpKind.NearBranch16:
                op->Imm = instruction.NearBranch16;
                break;
            case OpKind.NearBranch32:
                op->Imm = instruction.NearBranch32;
                break;
            case OpKind.FarBranch16:
                op->Imm = instruction.FarBranch16;
                op->Imm2 = instruction.FarBranchSelector;
                break;
            case OpKind.FarBranch32:
                op->Imm = instruction.FarBranch32;
                op->Imm2 = instruction.FarBranchSelector;
                break;
            case OpKind.Immediate8_2nd:
                op->Imm2 = instruction.Immediate8_2nd;
                break;
            case OpKind.Memory:
                SetMemory(op, instruction);
                break;
            case OpKind.MemorySegSI or OpKind.MemorySegDI or OpKind.MemoryESDI:
                op->AddressMask = 0xFFFF;
                op->Flags |= OpFlags.Memory;
                op->Seg = (byte)(instruction.MemorySegment - Register.ES);
                break;
            case OpKind.MemorySegESI or OpKind.MemorySegEDI or OpKind.MemoryESEDI:
                op->Flags |= OpFlags.Memory;
                op->Seg = (byte)(instruction.MemorySegment - Register.ES);
                break;
            default:
                op->Imm = (uint)instruction.GetImmediate(i);
                break;
        }
    }

    private static void SetMemory(Op* op, in Instruction instruction)
    {
        op->Flags |= OpFlags.Memory;
        op->Seg = (byte)(instruction.MemorySegment - Register.ES);
        op->Disp = instruction.MemoryDisplacement32;
        Register register = instruction.MemoryBase;
        if (register != Register.None)
        {
            op->Base = (byte)(register.GetNumber() * 4);
        }

        Register index = instruction.MemoryIndex;
        if (index != Register.None)
        {
            op->Index = (byte)(index.GetNumber() * 4);
            op->Scale = (byte)System.Numerics.BitOperations.TrailingZeroCount(instruction.MemoryIndexScale);
        }

        bool is16 = register != Register.None ? register.IsGPR16()
            : index != Register.None ? index.IsGPR16() : instruction.MemoryDisplSize == 2;
        if (is16)
        {
            op->AddressMask = 0xFFFF;
        }
    }

    private static void SetRegister(Op* op, int operand, byte number)
    {
        switch (operand)
        {
            case 0:
                op->R0 = number;
                break;
            case 1:
                op->R1 = number;
                break;
            default:
                op->R2 = number;
                break;
        }
    }

    private static byte Number(Register register)
    {
        if (register.IsGPR8())
        {
            int n = register - Register.AL;
            return (byte)(n < 4 ? n * 4 : ((n - 4) * 4) + 1);
        }

        return (byte)(register.IsGPR() ? register.GetNumber() * 4 : register.GetNumber());
    }
}
