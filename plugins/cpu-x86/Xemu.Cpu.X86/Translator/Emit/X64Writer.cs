using Iced.Intel;
using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>Writes x86-64 instructions into a buffer that is copied to its place when a trace is finished; nothing in it depends on that place but absolute jumps.</summary>
/// <remarks>
/// The forms are those that translated code is made of, chosen to leave the flags alone; everything else goes through Iced's encoder. Operands are numbers of
/// <see cref="HostRegister"/>. Encodings: Intel SDM vol. 2, chapter 2.
/// </remarks>
[Derived("scratch of one translation")]
internal sealed unsafe class X64Writer : CodeWriter
{
    /// <summary>Room for the longest trace with all its exits.</summary>
    public const int Capacity = 32 << 10;

    private const byte GsOverride = 0x65;
    private const byte AddressSize32 = 0x67;
    private const byte OperandSize16 = 0x66;
    private const byte RexW = 8;

    private readonly byte[] _bytes = new byte[Capacity];
    private readonly Encoder _encoder;
    private readonly List<(int Offset, nuint Target)> _absolute = [];
    private int _length;

    public X64Writer() => _encoder = Encoder.Create(64, this);

    /// <summary>Bytes written.</summary>
    public int Length => _length;

    public void Reset()
    {
        _length = 0;
        _absolute.Clear();
    }

    /// <summary>Copies the code to where it will run.</summary>
    /// <param name="writable">Where to write.</param>
    /// <param name="executable">The same place as it is executed.</param>
    public void CopyTo(byte* writable, byte* executable)
    {
        _bytes.AsSpan(0, _length).CopyTo(new Span<byte>(writable, _length));
        foreach ((int offset, nuint target) in _absolute)
        {
            *(int*)(writable + offset) = (int)((long)target - (long)(executable + offset + 4));
        }
    }

    public override void WriteByte(byte value) => _bytes[_length++] = value;

    /// <summary>An instruction whose encoding does not depend on its place.</summary>
    public void Add(in Instruction instruction) => _encoder.Encode(instruction, 0);

    public void MoveRegister(int to, int from) => Register(0x8B, to, from, wide: false);

    public void MoveRegister64(int to, int from) => Register(0x8B, to, from, wide: true);

    public void MoveImmediate(int to, uint value)
    {
        Rex(0, 0, 0, to);
        WriteByte((byte)(0xB8 | (to & 7)));
        Write32(value);
    }

    public void MoveImmediate64(int to, ulong value)
    {
        Rex(RexW, 0, 0, to);
        WriteByte((byte)(0xB8 | (to & 7)));
        Write32((uint)value);
        Write32((uint)(value >> 32));
    }

    /// <summary>to = [register + displacement], 32 bits of host memory.</summary>
    public void Load(int to, int register, int displacement) => Memory(0x8B, to, register, displacement, wide: false);

    public void Load64(int to, int register, int displacement) => Memory(0x8B, to, register, displacement, wide: true);

    public void Store(int register, int displacement, int from) => Memory(0x89, from, register, displacement, wide: false);

    public void Store64(int register, int displacement, int from) => Memory(0x89, from, register, displacement, wide: true);

    public void StoreImmediate(int register, int displacement, uint value)
    {
        Memory(0xC7, 0, register, displacement, wide: false);
        Write32(value);
    }

    public void StoreImmediate16(int register, int displacement, ushort value)
    {
        WriteByte(OperandSize16);
        Memory(0xC7, 0, register, displacement, wide: false);
        WriteByte((byte)value);
        WriteByte((byte)(value >> 8));
    }

    public void StoreImmediate8(int register, int displacement, byte value)
    {
        Memory(0xC6, 0, register, displacement, wide: false);
        WriteByte(value);
    }

    /// <summary>to = [register + index * 2^scale + displacement], 32 bits of host memory.</summary>
    public void LoadIndexed(int to, int register, int index, int scale, int displacement)
    {
        Rex(0, to, index, register);
        WriteByte(0x8B);
        Indexed(to, register, index, scale, displacement);
    }

    public void LoadIndexed64(int to, int register, int index, int scale, int displacement)
    {
        Rex(RexW, to, index, register);
        WriteByte(0x8B);
        Indexed(to, register, index, scale, displacement);
    }

    /// <summary>[register + index] = from, 32 bits of host memory.</summary>
    public void StoreIndexed(int register, int index, int from)
    {
        Rex(0, from, index, register);
        WriteByte(0x89);
        Indexed(from, register, index, scale: 0, displacement: 0);
    }

    public void StoreImmediateIndexed(int register, int index, uint value)
    {
        Rex(0, 0, index, register);
        WriteByte(0xC7);
        Indexed(0, register, index, scale: 0, displacement: 0);
        Write32(value);
    }

    /// <summary>to = register + displacement, 32 bits.</summary>
    public void Lea(int to, int register, int displacement) => Memory(0x8D, to, register, displacement, wide: false);

    public void Lea64(int to, int register, int displacement) => Memory(0x8D, to, register, displacement, wide: true);

    /// <summary>to = register + index, 32 bits.</summary>
    public void LeaSum(int to, int register, int index)
    {
        Rex(0, to, index, register);
        WriteByte(0x8D);
        Indexed(to, register, index, scale: 0, displacement: 0);
    }

    public void LeaSum64(int to, int register, int index)
    {
        Rex(RexW, to, index, register);
        WriteByte(0x8D);
        Indexed(to, register, index, scale: 0, displacement: 0);
    }

    /// <summary>to = first - second, without flags. The second is lost.</summary>
    public void Difference(int to, int first, int second, bool isWide)
    {
        // NOT, and one more.
        Rex(isWide ? RexW : 0, 0, 0, second);
        WriteByte(0xF7);
        WriteByte((byte)(0xD0 | (second & 7)));
        Rex(isWide ? RexW : 0, to, second, first);
        WriteByte(0x8D);
        Indexed(to, first, second, scale: 0, displacement: 1);
    }

    /// <summary>to = from * 1, 2 or 4, 64 bits.</summary>
    public void Scale(int to, int from, int factor)
    {
        Rex(RexW, to, from, HostRegister.Rbp);
        WriteByte(0x8D);

        // No base: a displacement of 32 bits.
        WriteByte((byte)(((to & 7) << 3) | 4));
        WriteByte((byte)((System.Numerics.BitOperations.TrailingZeroCount(factor) << 6) | ((from & 7) << 3) | 5));
        Write32(0);
    }

    /// <summary>to = [GS: register + displacement], 32 bits of guest memory.</summary>
    public void LoadGuest(int to, int register, int displacement) => Guest(0x8B, to, register, displacement);

    public void StoreGuest(int register, int displacement, int from) => Guest(0x89, from, register, displacement);

    public void StoreGuestImmediate(int register, int displacement, uint value)
    {
        Guest(0xC7, 0, register, displacement);
        Write32(value);
    }

    /// <summary>to = -1 for a number below 0, 0 for one that is not; numbers within 2^44 of 0 (SARX, BMI2).</summary>
    public void SignMask(int to, int from) => Bmi(0xF7, prefix: 2, to, HostRegister.Shift, from, RexW);

    /// <summary>to = from >> 12, 32 bits (SHRX, BMI2).</summary>
    public void ShiftToPage(int to, int from) => Bmi(0xF7, prefix: 3, to, HostRegister.Shift, from);

    /// <summary>to = the bits of a number that a mask selects, moved together (PEXT, BMI2), 32 bits.</summary>
    public void Extract(int to, int from, int mask) => Bmi(0xF5, prefix: 2, to, from, mask);

    /// <summary>to = the low bits of a number, moved to where a mask has ones (PDEP, BMI2), 32 bits.</summary>
    public void Deposit(int to, int from, int mask) => Bmi(0xF5, prefix: 3, to, from, mask);

    /// <summary>register -= value, 64 bits, with flags.</summary>
    public void Subtract64(int register, int value)
    {
        Rex(RexW, 0, 0, register);
        if (value == (sbyte)value)
        {
            WriteByte(0x83);
            WriteByte((byte)(0xE8 | (register & 7)));
            WriteByte((byte)value);
        }
        else
        {
            WriteByte(0x81);
            WriteByte((byte)(0xE8 | (register & 7)));
            Write32((uint)value);
        }
    }

    /// <summary>Keeps the flags in R10: OF in the low byte, the others above it.</summary>
    public void SaveFlags() => Write([0x49, 0x89, 0xC2, /* mov r10, rax */ 0x9F, /* lahf */ 0x0F, 0x90, 0xC0, /* seto al */ 0x49, 0x92 /* xchg rax, r10 */]);

    /// <summary>Sets them from R10.</summary>
    public void RestoreFlags() => Write([0x49, 0x92, /* xchg rax, r10 */ 0x04, 0x7F, /* add al, 0x7F: 1 overflows */ 0x9E, /* sahf */ 0x4C, 0x89, 0xD0 /* mov rax, r10 */]);

    /// <summary>Sets the arithmetic flags from a register that holds EFLAGS; it is lost.</summary>
    public void SetFlags(int register)
    {
        System.Diagnostics.Debug.Assert(register == HostRegister.R8, "The bytes below say so.");
        Write(
        [
            0x49, 0x89, 0xC2, /* mov r10, rax */ 0x44, 0x89, 0xC0, /* mov eax, r8d */ 0x41, 0xC1, 0xE8, 0x0B, /* shr r8d, 11 */
            0x41, 0x83, 0xE0, 0x01, /* and r8d, 1 */ 0x41, 0x80, 0xC0, 0x7F, /* add r8b, 0x7F: 1 overflows */ 0x88, 0xC4, /* mov ah, al */
            0x9E, /* sahf */ 0x4C, 0x89, 0xD0 /* mov rax, r10 */
        ]);
    }

    /// <summary>A near jump on a condition (Intel's number, 0 to 15). Gives the offset of the instruction.</summary>
    public int JumpIf(int condition, ref CodeLabel label)
    {
        int at = _length;
        WriteByte(0x0F);
        WriteByte((byte)(0x80 | condition));
        Reference(ref label);
        return at;
    }

    /// <summary>A near jump. Gives the offset of the instruction.</summary>
    public int Jump(ref CodeLabel label)
    {
        int at = _length;
        WriteByte(0xE9);
        Reference(ref label);
        return at;
    }

    /// <summary>A near jump to the next instruction, to be led elsewhere later. Gives its offset.</summary>
    public int JumpOpen()
    {
        int at = _length;
        WriteByte(0xE9);
        Write32(0);
        return at;
    }

    /// <summary>A near jump to what lies elsewhere in code memory.</summary>
    public void JumpTo(byte* target) => ToAbsolute(0xE9, target);

    /// <summary>A call of what lies elsewhere in code memory.</summary>
    public void CallTo(byte* target) => ToAbsolute(0xE8, target);

    private void ToAbsolute(byte opcode, byte* target)
    {
        WriteByte(opcode);
        _absolute.Add((_length, (nuint)target));
        Write32(0);
    }

    public void JumpRegister(int register)
    {
        Rex(0, 0, 0, register);
        WriteByte(0xFF);
        WriteByte((byte)(0xE0 | (register & 7)));
    }

    /// <summary>A short jump on ECX (opcode E2: LOOP, E3: JECXZ), counted in 32 bits, over the bytes that follow up to <see cref="EndShort"/>. Gives what that needs.</summary>
    public int ShortOnEcx(byte opcode)
    {
        WriteByte(AddressSize32);
        WriteByte(opcode);
        WriteByte(0);
        return _length;
    }

    public void EndShort(int from) => _bytes[from - 1] = checked((byte)(_length - from));

    /// <summary>register = the address of an instruction of this code.</summary>
    public void LeaCode(int register, int offset)
    {
        Rex(RexW, register, 0, 0);
        WriteByte(0x8D);
        WriteByte((byte)(((register & 7) << 3) | 5));
        Write32((uint)(offset - (_length + 4)));
    }

    public void Place(ref CodeLabel label)
    {
        label.Offset = _length;
        int at = label.Waiting;
        while (at >= 0)
        {
            int before = Read32(at);
            Set32(at, (uint)(_length - (at + 4)));
            at = before;
        }

        label.Waiting = -1;
    }

    public void Write32(uint value)
    {
        Set32(_length, value);
        _length += 4;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reference(ref CodeLabel label)
    {
        if (label.Offset >= 0)
        {
            Write32((uint)(label.Offset - (_length + 4)));
            return;
        }

        Set32(_length, (uint)label.Waiting);
        label.Waiting = _length;
        _length += 4;
    }

    private int Read32(int at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at));

    private void Set32(int at, uint value) => System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(at), value);

    private void Rex(int w, int reg, int index, int rm)
    {
        int rex = w | ((reg & 8) >> 1) | ((index & 8) >> 2) | ((rm & 8) >> 3);
        if (rex != 0)
        {
            WriteByte((byte)(0x40 | rex));
        }
    }

    // VEX.LZ.0F38; to is ModRM.reg, from VEX.vvvv, mask ModRM.rm.
    private void Bmi(byte opcode, int prefix, int to, int from, int mask, int wide = 0)
    {
        WriteByte(0xC4);
        WriteByte((byte)((to < 8 ? 0x80 : 0) | 0x40 | (mask < 8 ? 0x20 : 0) | 0x02));
        WriteByte((byte)((wide << 4) | ((~from & 15) << 3) | prefix));
        WriteByte(opcode);
        WriteByte((byte)(0xC0 | ((to & 7) << 3) | (mask & 7)));
    }

    private void Register(byte opcode, int reg, int rm, bool wide)
    {
        Rex(wide ? RexW : 0, reg, 0, rm);
        WriteByte(opcode);
        WriteByte((byte)(0xC0 | ((reg & 7) << 3) | (rm & 7)));
    }

    private void Memory(byte opcode, int reg, int register, int displacement, bool wide)
    {
        Rex(wide ? RexW : 0, reg, 0, register);
        WriteByte(opcode);
        Based(reg, register, displacement);
    }

    private void Guest(byte opcode, int reg, int register, int displacement)
    {
        WriteByte(GsOverride);
        WriteByte(AddressSize32);
        Memory(opcode, reg, register, displacement, wide: false);
    }

    private void Based(int reg, int register, int displacement)
    {
        // R12 and RSP as a base need an index byte; RBP and R13 a displacement.
        int mode = displacement == 0 && (register & 7) != 5 ? 0 : displacement == (sbyte)displacement ? 1 : 2;
        WriteByte((byte)((mode << 6) | ((reg & 7) << 3) | (register & 7)));
        if ((register & 7) == 4)
        {
            WriteByte(0x24);
        }

        Displacement(mode, displacement);
    }

    private void Indexed(int reg, int register, int index, int scale, int displacement)
    {
        int mode = displacement == 0 && (register & 7) != 5 ? 0 : displacement == (sbyte)displacement ? 1 : 2;
        WriteByte((byte)((mode << 6) | ((reg & 7) << 3) | 4));
        WriteByte((byte)((scale << 6) | ((index & 7) << 3) | (register & 7)));
        Displacement(mode, displacement);
    }

    private void Displacement(int mode, int displacement)
    {
        if (mode == 1)
        {
            WriteByte((byte)displacement);
        }
        else if (mode == 2)
        {
            Write32((uint)displacement);
        }
    }
}
