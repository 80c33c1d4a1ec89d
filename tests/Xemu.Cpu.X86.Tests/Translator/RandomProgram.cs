namespace Xemu.Cpu.X86.Tests;

/// <summary>Makes a random loop of integer instructions over registers and memory; the flags of each round are kept.</summary>
internal sealed class RandomProgram
{
    public const uint Data = 0x20_0000;

    // EAX ECX EDX EBX EBP: ESI and EDI point at data, ESP at the stack.
    private static readonly int[] Registers = [0, 1, 2, 3, 5];
    private static readonly int[] Bases = [6, 7];

    private readonly Random _random;
    private readonly List<byte> _code = [];

    public RandomProgram(int seed) => _random = new Random(seed);

    /// <summary>The program: ends with HLT.</summary>
    /// <param name="instructions">Of the loop.</param>
    /// <param name="rounds">How often it runs.</param>
    public byte[] Make(int instructions, int rounds)
    {
        Load(6, Data);
        Load(7, Data + 0x800);
        foreach (int register in Registers)
        {
            Load(register, (uint)_random.NextInt64());
        }

        // mov dword [Data + 0xFF0], rounds
        Add(0xC7, 0x05);
        Add32(Data + 0xFF0);
        Add32((uint)rounds);
        int start = _code.Count;
        for (int i = 0; i < instructions; i++)
        {
            Instruction();
        }

        // pushfd; mov ecx, [rounds]; pop dword [ecx * 4 + flags]; dec dword [rounds]; jnz start; hlt
        Add(0x9C, 0x8B, 0x0D);
        Add32(Data + 0xFF0);
        Add(0x8F, 0x04, 0x8D);
        Add32(Data + 0x1000);
        Add(0xFF, 0x0D);
        Add32(Data + 0xFF0);
        Add(0x0F, 0x85);
        Add32((uint)(start - (_code.Count + 4)));
        Add(0xF4);
        return [.. _code];
    }

    private void Instruction()
    {
        switch (_random.Next(16))
        {
            case <= 3:
                Alu();
                break;
            case 4 or 5:
                AluImmediate();
                break;
            case 6 or 7:
                Shift();
                break;
            case 8:
                Unary();
                break;
            case 9:
                Move();
                break;
            case 10:
                Conditional();
                break;
            case 11:
                Multiply();
                break;
            case 12:
                BitTest();
                break;
            case 13:
                Exchange();
                break;
            case 14:
                Jump();
                break;
            default:
                Short();
                break;
        }
    }

    // ADD OR ADC SBB AND SUB XOR CMP TEST, both directions, 8, 16 and 32 bits.
    private void Alu()
    {
        bool isTest = _random.Next(9) == 0;
        int direction = isTest ? 0 : _random.Next(2) * 2;
        bool isByte = Prefix();
        Add((byte)((isTest ? 0x84 : _random.Next(8) * 8) + direction + (isByte ? 0 : 1)));
        ModRm(Register(isByte), isByte);
    }

    private void AluImmediate()
    {
        bool isWord = _random.Next(4) == 0;
        if (isWord)
        {
            Add(0x66);
        }

        int form = _random.Next(3);
        Add(form == 0 ? (byte)0x80 : form == 1 ? (byte)0x81 : (byte)0x83);
        ModRm(_random.Next(8), isByte: form == 0);
        if (form == 1)
        {
            AddRandom(isWord ? 2 : 4);
        }
        else
        {
            AddRandom(1);
        }
    }

    private void Shift()
    {
        bool isByte = Prefix();
        int operation = _random.Next(7);
        int form = _random.Next(3);
        Add((byte)((form == 0 ? 0xC0 : form == 1 ? 0xD0 : 0xD2) + (isByte ? 0 : 1)));
        ModRm(operation == 6 ? 7 : operation, isByte);
        if (form == 0)
        {
            AddRandom(1);
        }
    }

    // NOT NEG INC DEC
    private void Unary()
    {
        bool isByte = Prefix();
        bool isStep = _random.Next(2) == 0;
        Add((byte)((isStep ? 0xFE : 0xF6) + (isByte ? 0 : 1)));
        ModRm(isStep ? _random.Next(2) : 2 + _random.Next(2), isByte);
    }

    private void Move()
    {
        switch (_random.Next(3))
        {
            case 0:
                bool isByte = Prefix();
                Add((byte)(0x88 + (_random.Next(2) * 2) + (isByte ? 0 : 1)));
                ModRm(Register(isByte), isByte);
                break;
            case 1:
                // MOVZX, MOVSX
                bool isFromByte = _random.Next(2) == 0;
                Add(0x0F, (byte)((_random.Next(2) == 0 ? 0xB6 : 0xBE) + (isFromByte ? 0 : 1)));
                ModRm(Register(isByte: false), isFromByte);
                break;
            default:
                Add(0x8D);
                ModRm(Register(isByte: false), isByte: false, memoryOnly: true);
                break;
        }
    }

    private void Conditional()
    {
        bool isSet = _random.Next(2) == 0;
        Add(0x0F, (byte)((isSet ? 0x90 : 0x40) + _random.Next(16)));
        ModRm(isSet ? 0 : Register(isByte: false), isSet);
    }

    private void Multiply()
    {
        switch (_random.Next(3))
        {
            case 0:
                bool isByte = Prefix();
                Add((byte)(0xF6 + (isByte ? 0 : 1)));
                ModRm(4 + _random.Next(2), isByte);
                break;
            case 1:
                Add(0x0F, 0xAF);
                ModRm(Register(isByte: false), isByte: false);
                break;
            default:
                Add(0x6B);
                ModRm(Register(isByte: false), isByte: false);
                AddRandom(1);
                break;
        }
    }

    private void BitTest()
    {
        if (_random.Next(2) == 0)
        {
            Add(0x0F, 0xBA);
            ModRm(4 + _random.Next(4), isByte: false);
            AddRandom(1);
        }
        else
        {
            Add(0x0F, (byte)(0xA3 + (_random.Next(4) * 8)), (byte)(0xC0 | (Register(isByte: false) << 3) | Register(isByte: false)));
        }
    }

    // XCHG XADD CMPXCHG
    private void Exchange()
    {
        int form = _random.Next(3);
        bool isByte = Prefix();
        if (form != 0)
        {
            Add(0x0F);
        }

        Add((byte)((form == 0 ? 0x86 : form == 1 ? 0xC0 : 0xB0) + (isByte ? 0 : 1)));
        ModRm(Register(isByte), isByte);
    }

    // A jump over an instruction of two bytes: blocks end.
    private void Jump()
    {
        Add((byte)(0x70 + _random.Next(16)), 2);
        Add(0x89, (byte)(0xC0 | (Register(isByte: false) << 3) | Register(isByte: false)));
    }

    private void Short()
    {
        int register = Register(isByte: false);
        switch (_random.Next(6))
        {
            case 0:
                Add((byte)(0x50 + register), (byte)(0x58 + Register(isByte: false)));
                break;
            case 1:
                Add((byte)((_random.Next(2) == 0 ? 0x40 : 0x48) + register));
                break;
            case 2:
                Add(0x0F, (byte)(0xC8 + register));
                break;
            case 3:
                Add((byte)(0x98 + _random.Next(2)));
                break;
            case 4:
                Add([.. new byte[][] { [0xF5], [0xF8], [0xF9], [0x9E], [0x9F] }[_random.Next(5)]]);
                break;
            default:
                Add((byte)(0xB8 + register));
                AddRandom(4);
                break;
        }
    }

    private bool Prefix()
    {
        int form = _random.Next(4);
        if (form == 1)
        {
            Add(0x66);
        }

        return form == 0;
    }

    private int Register(bool isByte) => isByte ? _random.Next(8) : Registers[_random.Next(Registers.Length)];

    private void ModRm(int field, bool isByte, bool memoryOnly = false)
    {
        switch (_random.Next(memoryOnly ? 2 : 4))
        {
            case 0:
                Add((byte)(0x40 | (field << 3) | Bases[_random.Next(2)]), (byte)_random.Next(128));
                break;
            case 1:
                Add((byte)(0x05 | (field << 3)));
                Add32(Data + (uint)_random.Next(0xF00));
                break;
            default:
                Add((byte)(0xC0 | (field << 3) | Register(isByte)));
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

    private void AddRandom(int bytes)
    {
        for (int i = 0; i < bytes; i++)
        {
            _code.Add((byte)_random.Next(256));
        }
    }
}
