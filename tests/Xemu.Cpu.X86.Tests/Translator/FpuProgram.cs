using System.Buffers.Binary;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Makes a random loop of x87, MMX and SSE instructions over registers and memory, with some integer ones between; each round's unit is kept by FXSAVE.</summary>
internal sealed class FpuProgram
{
    public const uint Data = 0x20_0000;
    public const uint DataBytes = 0x1000;

    /// <summary>Where the control words are that FLDCW takes.</summary>
    private const uint Controls = Data + 0xE00;
    private const uint Mxcsrs = Controls + 0x80;
    private const uint Rounds = Data + 0xFF0;

    private static readonly int[] Bases = [6, 7];

    // What is pushed, popped and left of the x87 stack; the depth's change.
    private static readonly (byte First, byte Second, int Change)[] RegisterForms =
    [
        (0xD9, 0xC0, 1), (0xD9, 0xC8, 0), (0xD8, 0xC0, 0), (0xD8, 0xC8, 0), (0xD8, 0xE0, 0), (0xD8, 0xE8, 0), (0xD8, 0xF0, 0), (0xD8, 0xF8, 0),
        (0xDC, 0xC0, 0), (0xDC, 0xC8, 0), (0xDC, 0xE0, 0), (0xDC, 0xE8, 0), (0xDC, 0xF0, 0), (0xDC, 0xF8, 0),
        (0xDE, 0xC0, -1), (0xDE, 0xC8, -1), (0xDE, 0xE0, -1), (0xDE, 0xE8, -1), (0xDE, 0xF0, -1), (0xDE, 0xF8, -1),
        (0xD8, 0xD0, 0), (0xD8, 0xD8, -1), (0xDD, 0xE0, 0), (0xDD, 0xE8, -1), (0xDB, 0xE8, 0), (0xDB, 0xF0, 0), (0xDF, 0xE8, -1), (0xDF, 0xF0, -1),
        (0xDD, 0xD0, 0), (0xDD, 0xD8, -1), (0xDD, 0xC0, 0), (0xDF, 0xC0, -1),
        (0xDA, 0xC0, 0), (0xDA, 0xC8, 0), (0xDA, 0xD0, 0), (0xDA, 0xD8, 0), (0xDB, 0xC0, 0), (0xDB, 0xC8, 0), (0xDB, 0xD0, 0), (0xDB, 0xD8, 0),
        (0xDD, 0xC8, 0), (0xDF, 0xC8, 0), (0xDC, 0xD0, 0), (0xDC, 0xD8, -1), (0xDE, 0xD0, -1), (0xDF, 0xD0, -1), (0xDF, 0xD8, -1), (0xD9, 0xD8, -1),
    ];

    // FNSTSW AX is last.
    private static readonly (byte First, byte Second, int Change)[] PlainForms =
    [
        (0xD9, 0xD0, 0), (0xD9, 0xE0, 0), (0xD9, 0xE1, 0), (0xD9, 0xE4, 0), (0xD9, 0xE5, 0), (0xD9, 0xE8, 1), (0xD9, 0xE9, 1), (0xD9, 0xEA, 1), (0xD9, 0xEB, 1),
        (0xD9, 0xEC, 1), (0xD9, 0xED, 1), (0xD9, 0xEE, 1), (0xD9, 0xF4, 1), (0xD9, 0xF5, 0), (0xD9, 0xF6, 0), (0xD9, 0xF7, 0), (0xD9, 0xF8, 0), (0xD9, 0xFA, 0),
        (0xD9, 0xFC, 0), (0xD9, 0xFD, 0), (0xDE, 0xD9, -2), (0xDA, 0xE9, -2), (0xDB, 0xE2, 0), (0xDB, 0xE4, 0), (0x9B, 0x90, 0), (0xDF, 0xE0, 0),
    ];

    private static readonly (byte First, byte Second, int Change)[] Functions =
    [
        (0xD9, 0xF0, 0), (0xD9, 0xF1, -1), (0xD9, 0xF2, 1), (0xD9, 0xF3, -1), (0xD9, 0xF9, -1), (0xD9, 0xFB, 1), (0xD9, 0xFE, 0), (0xD9, 0xFF, 0),
    ];

    // Opcode and the ModRM's middle field.
    private static readonly (byte First, byte Field, int Change)[] MemoryForms =
    [
        (0xD8, 0, 0), (0xD8, 1, 0), (0xD8, 2, 0), (0xD8, 3, -1), (0xD8, 4, 0), (0xD8, 5, 0), (0xD8, 6, 0), (0xD8, 7, 0),
        (0xDC, 0, 0), (0xDC, 1, 0), (0xDC, 2, 0), (0xDC, 3, -1), (0xDC, 4, 0), (0xDC, 5, 0), (0xDC, 6, 0), (0xDC, 7, 0),
        (0xDA, 0, 0), (0xDA, 1, 0), (0xDA, 2, 0), (0xDA, 3, -1), (0xDA, 4, 0), (0xDA, 5, 0), (0xDA, 6, 0), (0xDA, 7, 0),
        (0xDE, 0, 0), (0xDE, 1, 0), (0xDE, 2, 0), (0xDE, 3, -1), (0xDE, 4, 0), (0xDE, 5, 0), (0xDE, 6, 0), (0xDE, 7, 0),
        (0xD9, 0, 1), (0xDD, 0, 1), (0xDB, 0, 1), (0xDF, 0, 1), (0xDB, 5, 1), (0xDF, 5, 1), (0xD9, 0, 1), (0xDD, 0, 1), (0xDB, 0, 1), (0xDF, 0, 1), (0xDB, 5, 1),
        (0xD9, 2, 0), (0xD9, 3, -1), (0xDD, 2, 0), (0xDD, 3, -1), (0xDB, 2, 0), (0xDB, 3, -1), (0xDF, 2, 0), (0xDF, 3, -1), (0xDF, 7, -1), (0xDB, 7, -1),
        (0xD9, 7, 0), (0xDD, 7, 0),
    ];

    private static readonly (byte First, byte Field, int Change)[] RareForms = [(0xDF, 4, 1), (0xDF, 6, -1), (0xD9, 6, 0), (0xD9, 6, 0), (0xD9, 4, 0), (0xDD, 6, -8)];

    private static readonly byte[] MmxForms =
    [
        0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6E, 0x6F, 0x74, 0x75, 0x76, 0x7E, 0x7F, 0xD1, 0xD2, 0xD3, 0xD5, 0xD8, 0xD9, 0xDA, 0xDB,
        0xDC, 0xDD, 0xDE, 0xDF, 0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE8, 0xE9, 0xEA, 0xEB, 0xEC, 0xED, 0xEE, 0xEF, 0xF1, 0xF2, 0xF3, 0xF5, 0xF6, 0xF8, 0xF9, 0xFA,
        0xFC, 0xFD, 0xFE,
    ];

    // Prefix (0: none) and opcode; those from 2A to 2D are conversions.
    private static readonly (byte Prefix, byte Opcode)[] SseForms =
    [
        (0, 0x10), (0, 0x11), (0xF3, 0x10), (0xF3, 0x11), (0, 0x14), (0, 0x15), (0, 0x51), (0xF3, 0x51), (0, 0x54), (0, 0x55), (0, 0x56), (0, 0x57), (0, 0x58), (0xF3, 0x58),
        (0, 0x59), (0xF3, 0x59), (0, 0x5C), (0xF3, 0x5C), (0, 0x5D), (0xF3, 0x5D), (0, 0x5E), (0xF3, 0x5E), (0, 0x5F), (0xF3, 0x5F), (0, 0x52), (0xF3, 0x52), (0, 0x53),
        (0xF3, 0x53), (0, 0x2E), (0, 0x2F), (0, 0x28), (0, 0x12), (0, 0x16), (0, 0x2A), (0, 0x2C), (0, 0x2D), (0xF3, 0x2A), (0xF3, 0x2C), (0xF3, 0x2D), (0, 0x2B), (0, 0x50),
    ];

    private readonly Random _random;
    private readonly bool _isUnmasked;
    private readonly List<byte> _code = [];
    private int _depth;

    /// <param name="seed">Of all choices.</param>
    /// <param name="isUnmasked">Whether FLDCW unmasks exceptions now and then.</param>
    public FpuProgram(int seed, bool isUnmasked = false)
    {
        _random = new Random(seed);
        _isUnmasked = isUnmasked;
    }

    /// <summary>The program: ends with HLT.</summary>
    public byte[] Make(int instructions, int rounds)
    {
        Load(1, 0x10);
        Add(0xDB, 0xE3, 0xC7, 0x05);
        Add32(Rounds);
        Add32((uint)rounds);
        int start = _code.Count;
        Load(6, Data);
        Load(7, Data + 0x700);
        bool isMmx = false;
        for (int i = 0; i < instructions; i++)
        {
            // MMX and x87 take turns, mostly as a program has them: with EMMS between.
            if (_random.Next(20) == 0)
            {
                isMmx = !isMmx;
                if (_random.Next(4) != 0)
                {
                    Add(0x0F, 0x77);
                    _depth = 0;
                }
            }

            Instruction(isMmx);
        }

        // fxsave [eax], one of 8 places by rounds; dec [rounds]; jnz start; hlt
        Add(0xA1);
        Add32(Rounds);
        Add(0x83, 0xE0, 0x07, 0xC1, 0xE0, 0x09, 0x0F, 0xAE, 0x80);
        Add32(Data + 0x2000);
        Add(0xFF, 0x0D);
        Add32(Rounds);
        Add(0x0F, 0x85);
        Add32((uint)(start - (_code.Count + 4)));
        Add(0xF4);
        return [.. _code];
    }

    /// <summary>Operands: numbers of all kinds and formats, and control words.</summary>
    public byte[] MakeData()
    {
        byte[] data = new byte[DataBytes];
        _random.NextBytes(data);
        for (int at = 0; at < 0xE00; at += 16)
        {
            Span<byte> place = data.AsSpan(at, 16);
            switch (_random.Next(12))
            {
                case 0:
                    BinaryPrimitives.WriteDoubleLittleEndian(place, _random.NextDouble() * 1000);
                    BinaryPrimitives.WriteSingleLittleEndian(place[8..], _random.NextSingle());
                    break;
                case 1:
                    BinaryPrimitives.WriteDoubleLittleEndian(place, Math.ScaleB(_random.NextDouble() - 0.5, _random.Next(-1080, 1020)));
                    BinaryPrimitives.WriteSingleLittleEndian(place[8..], -_random.NextSingle() * 100);
                    break;
                case 2:
                    BinaryPrimitives.WriteInt64LittleEndian(place, _random.Next(-5, 6));
                    BinaryPrimitives.WriteInt32LittleEndian(place[8..], _random.Next(-70000, 70000));
                    break;
                case 3:
                    // Any class of 80 bits, the unsupported ones too.
                    BinaryPrimitives.WriteUInt64LittleEndian(place, _random.Next(4) switch { 0 => 0, 1 => 1UL << 63, 2 => 3UL << 62, _ => (ulong)_random.NextInt64() });
                    BinaryPrimitives.WriteUInt16LittleEndian(place[8..], (ushort)((_random.Next(3) switch { 0 => 0, 1 => 0x7FFF, _ => 0x3FFF }) | (_random.Next(2) << 15)));
                    break;
                case <= 6:
                    BinaryPrimitives.WriteUInt64LittleEndian(place, (1UL << 63) | (ulong)_random.NextInt64());
                    BinaryPrimitives.WriteUInt16LittleEndian(place[8..], (ushort)((0x3FFF + _random.Next(-70, 70)) | (_random.Next(2) << 15)));
                    break;
                case 7:
                    BinaryPrimitives.WriteDoubleLittleEndian(place, _random.Next(3) switch { 0 => double.PositiveInfinity, 1 => double.NaN, _ => -0.0 });
                    BinaryPrimitives.WriteUInt32LittleEndian(place[8..], _random.Next(3) switch { 0 => 0x7F80_0001, 1 => 0xFF80_0000, _ => 0x0000_0123 });
                    break;
                default:
                    for (int i = 0; i < 4; i++)
                    {
                        BinaryPrimitives.WriteSingleLittleEndian(place[(4 * i)..], (float)Math.ScaleB(_random.NextDouble() - 0.5, _random.Next(-10, 20)));
                    }

                    break;
            }
        }

        for (int i = 0; i < 32; i++)
        {
            int masks = _isUnmasked && _random.Next(3) == 0 ? _random.Next(64) : 0x3F;
            BinaryPrimitives.WriteInt32LittleEndian(
                data.AsSpan((int)(Mxcsrs - Data) + (4 * i)), (masks << 7) | (_random.Next(4) << 13) | (_random.Next(2) << 15) | (_isUnmasked ? 0 : _random.Next(64)));
        }

        for (int i = 0; i < 64; i++)
        {
            int masks = _isUnmasked && _random.Next(3) == 0 ? _random.Next(64) : 0x3F;
            int precision = _random.Next(3) switch { 0 => 0, 1 => 2, _ => 3 };
            BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan((int)(Controls - Data) + (2 * i)), (ushort)(masks | (precision << 8) | (_random.Next(4) << 10)));
        }

        return data;
    }

    private void Instruction(bool isMmx)
    {
        int choice = _random.Next(100);
        if (choice < 12)
        {
            Integer();
        }
        else if (choice < 15)
        {
            Control();
        }
        else if (choice < 30)
        {
            Sse();
        }
        else if (isMmx && choice < 97)
        {
            Mmx();
        }
        else
        {
            X87();
        }
    }

    private void Control()
    {
        switch (_random.Next(6))
        {
            case 0:
                // ldmxcsr
                Add(0x0F, 0xAE, 0x15);
                Add32(Mxcsrs + (4 * (uint)_random.Next(32)));
                break;
            case 1:
                // stmxcsr, prefetcht0, sfence
                Add(0x0F, 0xAE, 0x5E, 0x10, 0x0F, 0x18, 0x4E, 0x20, 0x0F, 0xAE, 0xF8);
                break;
            default:
                Add(0xD9, 0x2D);
                Add32(Controls + (2 * (uint)_random.Next(64)));
                break;
        }
    }

    private void X87()
    {
        int set = _random.Next(200);
        if (set is 0 or 20 or 21)
        {
            Apply(RareForms[_random.Next(RareForms.Length)]);
        }
        else if (set < 16)
        {
            Plain(Functions[_random.Next(Functions.Length)]);
        }
        else if (set < 110 || _depth == 0)
        {
            Apply(Choose(MemoryForms));
        }
        else if (set < 160)
        {
            (byte first, byte second, int change) = Choose(RegisterForms);
            int register = _depth > 1 && _random.Next(10) != 0 ? _random.Next(_depth) : _random.Next(8);
            Add(first, (byte)(second | register));
            Change(change);
        }
        else
        {
            Plain(Choose(PlainForms));
        }
    }

    /// <summary>Mostly what the stack's depth allows.</summary>
    private (byte First, byte Second, int Change) Choose((byte First, byte Second, int Change)[] forms)
    {
        while (true)
        {
            (byte First, byte Second, int Change) form = forms[_random.Next(forms.Length)];
            int depth = _depth + form.Change;
            bool fits = depth is > 0 and < 8 && (_depth > 2 || form.Change > 0 || _random.Next(3) == 0);
            if (fits || _random.Next(40) == 0)
            {
                return form;
            }
        }
    }

    private void Plain((byte First, byte Second, int Change) form)
    {
        Add(form.First, form.Second);
        Change(form.Change);
    }

    private void Apply((byte First, byte Field, int Change) form)
    {
        Add(form.First);
        Memory(form.Field);
        Change(form.Change);
    }

    private void Change(int change) => _depth = Math.Clamp(_depth + change, 0, 8);

    private void Mmx()
    {
        switch (_random.Next(12))
        {
            case 0:
                // Shifts by a constant.
                Add(0x0F, (byte)(0x71 + _random.Next(2)), (byte)(0xC0 | ((2 + (2 * _random.Next(3))) << 3) | _random.Next(8)), (byte)_random.Next(40));
                break;
            case 1:
                // PSHUFW, PINSRW, PEXTRW, PMOVMSKB
                switch (_random.Next(4))
                {
                    case 0:
                        Add(0x0F, 0x70);
                        Operand(_random.Next(8));
                        Add((byte)_random.Next(256));
                        break;
                    case 1:
                        Add(0x0F, 0xC4, (byte)(0xC0 | (_random.Next(8) << 3) | _random.Next(4)), (byte)_random.Next(256));
                        break;
                    case 2:
                        Add(0x0F, 0xC5, (byte)(0xC0 | (General() << 3) | _random.Next(8)), (byte)_random.Next(256));
                        break;
                    default:
                        Add(0x0F, 0xD7, (byte)(0xC0 | (General() << 3) | _random.Next(8)));
                        break;
                }

                break;
            case 2:
                // MOVNTQ, MASKMOVQ
                if (_random.Next(4) != 0)
                {
                    Add(0x0F, 0xE7);
                    Memory(_random.Next(8));
                }
                else
                {
                    Add(0x0F, 0xF7, (byte)(0xC0 | (_random.Next(8) << 3) | _random.Next(8)));
                }

                break;
            default:
                byte opcode = MmxForms[_random.Next(MmxForms.Length)];
                Add(0x0F, opcode);
                if (opcode is 0x6E or 0x7E && _random.Next(2) == 0)
                {
                    Add((byte)(0xC0 | (_random.Next(8) << 3) | General()));
                }
                else if (opcode is 0x6E or 0x7E)
                {
                    Memory(_random.Next(8));
                }
                else
                {
                    Operand(_random.Next(8));
                }

                break;
        }

        _depth = 8;
    }

    private void Sse()
    {
        (byte prefix, byte opcode) = SseForms[_random.Next(SseForms.Length)];
        if (prefix != 0)
        {
            Add(prefix);
        }

        Add(0x0F, opcode);
        switch (opcode)
        {
            case 0x50 or 0x2C or 0x2D when prefix == 0xF3 || opcode == 0x50:
                Add((byte)(0xC0 | (General() << 3) | _random.Next(8)));
                break;
            case 0x2A when prefix == 0xF3:
                Add((byte)(0xC0 | (_random.Next(8) << 3) | General()));
                break;
            case 0x2A or 0x2C or 0x2D:
                Operand(_random.Next(8));
                _depth = 8;
                break;
            case 0x2B:
                Memory(_random.Next(8), isAligned: true);
                break;
            default:
                if (_random.Next(2) == 0)
                {
                    Add((byte)(0xC0 | (_random.Next(8) << 3) | _random.Next(8)));
                }
                else
                {
                    Memory(_random.Next(8), isAligned: true);
                }

                break;
        }
    }

    private void Integer()
    {
        switch (_random.Next(9))
        {
            case 0:
                // Pointers move: lea esi, [esi + 8 or -8]
                int register = Bases[_random.Next(2)];
                Add(0x8D, (byte)(0x40 | (register << 3) | register), (byte)(_random.Next(2) == 0 ? 8 : -8));
                break;
            case 1:
                // push, fld dword [esp + 4], pop: the data pointer's base moves on.
                Add((byte)(0x50 + General()), 0xD9, 0x44, 0x24, 0x04, (byte)(0x58 + General()));
                Change(1);
                break;
            case 2:
                // jcc over an instruction of two bytes
                Add((byte)(0x70 + _random.Next(16)), 2, 0x89, (byte)(0xC0 | (General() << 3) | General()));
                break;
            case 3:
                Add(0x0F, (byte)(0x90 + _random.Next(16)), (byte)(0xC0 | General()));
                break;
            case 4:
                // fnstsw ax; sahf
                Add(0xDF, 0xE0, 0x9E);
                break;
            case 5:
                // call over a ret
                Add(0xE8, 2, 0, 0, 0, 0xEB, 0x01, 0xC3);
                break;
            case 6:
                // ecx stays below 64: it is an index
                Add(0x83, 0xC1, (byte)_random.Next(8), 0x83, 0xE1, 0x3F);
                break;
            case 7:
                // cpuid is interpreted, and changes ECX.
                Add(0x51, 0x0F, 0xA2, 0x59);
                break;
            default:
                Add(0x01, (byte)(0xC0 | (General() << 3) | General()));
                break;
        }
    }

    /// <summary>EAX, EDX or EBX.</summary>
    private int General() => _random.Next(3) switch { 0 => 0, 1 => 2, _ => 3 };

    private void Operand(int field)
    {
        if (_random.Next(2) == 0)
        {
            Add((byte)(0xC0 | (field << 3) | _random.Next(8)));
        }
        else
        {
            Memory(field);
        }
    }

    private void Memory(int field, bool isAligned = false)
    {
        int displacement = _random.Next(isAligned ? 8 : 128) * (isAligned ? 16 : 1);
        switch (isAligned ? 1 : _random.Next(5))
        {
            case 0 or 2:
                Add((byte)(0x40 | (field << 3) | Bases[_random.Next(2)]), (byte)(displacement & 0x78));
                break;
            case 3:
                // [esi + ecx * 8 + displacement]
                Add((byte)(0x44 | (field << 3)), (byte)(0xC8 | Bases[_random.Next(2)]), (byte)displacement);
                break;
            default:
                Add((byte)(0x05 | (field << 3)));
                Add32(Data + (uint)(_random.Next(0xD0) * 16));
                break;
        }
    }

    private void Load(int register, uint value)
    {
        Add((byte)(0xB8 + register));
        Add32(value);
    }

    private void Add(params ReadOnlySpan<byte> bytes) => _code.AddRange(bytes);

    private void Add32(uint value) => _code.AddRange(BitConverter.GetBytes(value));
}
