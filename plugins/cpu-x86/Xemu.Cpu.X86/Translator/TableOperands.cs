using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Guest memory by a look-up in the tables that lie before the jumps (<see cref="GuestTable"/>): linear address and what the entry adds to it.</summary>
/// <remarks>
/// For an operand of several bytes: LEA address; LEA its last byte's; SHRX twice; LEA sum; MOV entry; then the instruction, with the address and
/// the entry as base and index. At a fixed address the entry's place is known, and one MOV loads it.
/// </remarks>
internal sealed class TableOperands : GuestOperands
{
    private const int ReadTable = -(int)(JumpTable.GuardBytes + GuestTable.Bytes);
    private const int WriteTable = ReadTable + (int)GuestTable.TableBytes;
    private const int AlignedBytes = 16;
    private const int EntryScale = 3;

    private readonly InstructionInfoFactory _info = new();

    public override bool IsContiguous => false;

    /// <summary>The operand's registers need a prefix that those have no form with.</summary>
    public override bool AllowHighBytes => false;

    public override void Reach(X64Writer x, ref Instruction host)
    {
        int operand = FlagRules.MemoryOperand(host);
        if (operand < 0 || host.SegmentPrefix != Register.GS)
        {
            return;
        }

        bool isWrite = _info.GetInfo(host, InstructionInfoOptions.NoRegisterUsage | InstructionInfoOptions.NoMemoryUsage).GetOpAccess(operand)
            is OpAccess.Write or OpAccess.CondWrite or OpAccess.ReadWrite or OpAccess.ReadCondWrite;
        int table = isWrite ? WriteTable : ReadTable;
        int last = LastByte(host);
        bool keepsR8 = host.Op1Kind == OpKind.Register && host.Op1Register.GetFullRegister() == Register.R8;
        bool isBased = host.MemoryBase == Register.R8 && host.MemoryIndex == Register.R9;
        if (isBased)
        {
            // What is in R9 makes the sum fault wherever the entry leads.
            x.LeaSum64(HostRegister.R8, HostRegister.R8, HostRegister.R9);
            LookUp(x, HostRegister.R8, last, table);
            Set(ref host, Register.R8, Register.R9);
        }
        else if (host.MemoryBase == Register.None && host.MemoryIndex == Register.None)
        {
            uint linear = host.MemoryDisplacement32;
            uint entry = (linear >> 12) + ((linear + (uint)last) >> 12);
            x.MoveImmediate(keepsR8 ? HostRegister.R10 : HostRegister.R8, linear);
            x.Load64(HostRegister.R9, HostRegister.Jumps, table + (int)(entry << EntryScale));
            Set(ref host, keepsR8 ? Register.R10 : Register.R8, Register.R9);
        }
        else if (host.MemoryIndex == Register.None && host.MemoryDisplacement64 == 0)
        {
            // The upper half of the register is zero.
            LookUp(x, host.MemoryBase.GetNumber(), last, table);
            Set(ref host, Wide(host.MemoryBase), Register.R9);
        }
        else if (keepsR8)
        {
            LookUpBesideR8(x, host, last, table);
            Set(ref host, Register.R9, Register.R10);
        }
        else
        {
            SetAddress(x, HostRegister.R8, host, 0);
            LookUpFrom(x, host, last, table);
            Set(ref host, Register.R8, Register.R9);
        }
    }

    public override void Load(X64Writer x, int to, int register, int displacement)
    {
        (int address, int distance) = LookUpDword(x, register, displacement, ReadTable);
        x.LoadIndexed(to, address, distance, scale: 0, displacement: 0);
    }

    public override void Store(X64Writer x, int register, int displacement, int from)
    {
        (int address, int distance) = LookUpDword(x, register, displacement, WriteTable);
        x.StoreIndexed(address, distance, from);
    }

    public override void StoreImmediate(X64Writer x, int register, int displacement, uint value)
    {
        (int address, int distance) = LookUpDword(x, register, displacement, WriteTable);
        x.StoreImmediateIndexed(address, distance, value);
    }

    /// <summary>How far the last byte that matters lies behind the first. An operand that must be aligned faults on the host too when it is not, whatever its page.</summary>
    private static int LastByte(in Instruction host)
    {
        int bytes = Math.Max(host.MemorySize.GetSize(), 1);
        return bytes == AlignedBytes && host.Mnemonic != Mnemonic.Movups ? 0 : bytes - 1;
    }

    private static void Set(ref Instruction host, Register address, Register distance)
    {
        (host.MemoryBase, host.MemoryIndex, host.MemoryIndexScale) = (address, distance, 1);
        (host.MemoryDisplSize, host.MemoryDisplacement64, host.SegmentPrefix) = (0, 0, Register.None);
    }

    private static Register Wide(Register register) => register.GetFullRegister();

    /// <summary>The address of an operand's byte.</summary>
    private static void SetAddress(X64Writer x, int to, in Instruction host, int offset)
    {
        int displacement = (int)host.MemoryDisplacement32 + offset;
        if (host.MemoryIndex == Register.None)
        {
            x.Lea(to, host.MemoryBase.GetNumber(), displacement);
            return;
        }

        bool hasBase = host.MemoryBase != Register.None;
        int size = !hasBase || displacement != (sbyte)displacement ? 8 : displacement == 0 ? 0 : 1;
        var address = new MemoryOperand(hasBase ? Wide(host.MemoryBase) : Register.None, Wide(host.MemoryIndex), host.MemoryIndexScale, displacement, size);
        x.Add(Instruction.Create(Code.Lea_r32_m, Register.R8D + (to - HostRegister.R8), address));
    }

    /// <summary>R9 = the entry of what begins at the address in a register. R10 is lost.</summary>
    private static void LookUp(X64Writer x, int address, int last, int table)
    {
        if (last != 0)
        {
            x.Lea(HostRegister.R9, address, last);
        }

        LookUpLast(x, address, last, table);
    }

    /// <summary>The same for an operand whose address is in R8, without waiting for that.</summary>
    private static void LookUpFrom(X64Writer x, in Instruction host, int last, int table)
    {
        if (last != 0)
        {
            SetAddress(x, HostRegister.R9, host, last);
        }

        LookUpLast(x, HostRegister.R8, last, table);
    }

    /// <summary>The same with the last byte's address in R9, if that is another one.</summary>
    private static void LookUpLast(X64Writer x, int address, int last, int table)
    {
        if (last == 0)
        {
            x.ShiftToPage(HostRegister.R9, address);
            x.LeaSum(HostRegister.R9, HostRegister.R9, HostRegister.R9);
        }
        else
        {
            x.ShiftToPage(HostRegister.R10, address);
            x.ShiftToPage(HostRegister.R9, HostRegister.R9);
            x.LeaSum(HostRegister.R9, HostRegister.R9, HostRegister.R10);
        }

        // SAFETY: twice the number of the last page lies in the table.
        x.LoadIndexed64(HostRegister.R9, HostRegister.Jumps, HostRegister.R9, EntryScale, table);
    }

    /// <summary>R9 = the address, R10 = the entry. With two registers the address is made twice.</summary>
    private static void LookUpBesideR8(X64Writer x, in Instruction host, int last, int table)
    {
        SetAddress(x, HostRegister.R9, host, 0);
        SetAddress(x, HostRegister.R10, host, last);
        SumPages(x);
        x.LoadIndexed64(HostRegister.R10, HostRegister.Jumps, HostRegister.R10, EntryScale, table);
        SetAddress(x, HostRegister.R9, host, 0);
    }

    /// <summary>The same for a register with a displacement, and 32 bits.</summary>
    private static (int Address, int Distance) LookUpDword(X64Writer x, int register, int displacement, int table)
    {
        const int Last = 3;
        if (displacement == 0)
        {
            LookUp(x, register, Last, table);
            return (register, HostRegister.R9);
        }

        x.Lea(HostRegister.R9, register, displacement);
        x.Lea(HostRegister.R10, register, displacement + Last);
        SumPages(x);
        x.LoadIndexed64(HostRegister.R10, HostRegister.Jumps, HostRegister.R10, EntryScale, table);
        x.Lea(HostRegister.R9, register, displacement);
        return (HostRegister.R9, HostRegister.R10);
    }

    private static void SumPages(X64Writer x)
    {
        x.ShiftToPage(HostRegister.R9, HostRegister.R9);
        x.ShiftToPage(HostRegister.R10, HostRegister.R10);
        x.LeaSum(HostRegister.R10, HostRegister.R9, HostRegister.R10);
    }
}
