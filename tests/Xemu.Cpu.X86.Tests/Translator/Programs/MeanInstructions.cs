using System.Buffers.Binary;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Encodes random instructions.</summary>
internal sealed class MeanInstructions(Random random)
{
    private static readonly byte[] Prefixes = [0x66, 0x67, 0xF2, 0xF3, 0xF0, 0x2E, 0x36, 0x3E, 0x26, 0x64, 0x65];
    private static readonly byte[] NextSse = [0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x28, 0x29, 0x2A, 0x2B, 0x2C, 0x2D, 0x2E, 0x2F, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5C, 0x5D, 0x5E, 0x5F];
    private static readonly byte[] Mmx = [0x60, 0x61, 0x62, 0x63, 0x64, 0x67, 0x68, 0x6A, 0x6B, 0x6E, 0x6F, 0x74, 0x76, 0x7E, 0x7F, 0xD1, 0xD5, 0xD8, 0xDB, 0xDF, 0xE2, 0xE5, 0xEB, 0xEF, 0xF3, 0xF5, 0xF6, 0xFA, 0xFD, 0xFE];
    private readonly List<byte> _bytes = [];

    /// <summary>First linear address of the program, and its length.</summary>
    public uint Start { get; set; }

    public uint Length { get; set; }

    public bool IsPaged { get; set; }

    public bool IsUser { get; set; }

    /// <summary>Whether most addresses are good ones, so that the program runs long between two faults.</summary>
    public bool IsCalm { get; set; }

    /// <summary>Whether jumps lead forward and the stack pointer is left alone: each round passes most of the program, and all of it gets hot.</summary>
    public bool IsOrderly { get; set; }

    /// <summary>Address of the instruction that is made.</summary>
    public uint At { get; set; }

    /// <summary>The next random number.</summary>
    public int Next(int below) => random.Next(below);

    /// <summary>Any instruction of the part, each as often as another, with the usual operands.</summary>
    public byte[] Any()
    {
        MeanOpcode[] encodings = MeanOpcodes.All[random.Next(MeanOpcodes.All.Length)];
        MeanOpcode encoding = encodings[random.Next(encodings.Length)];
        if (encoding.IsRisky && !IsUser && random.Next(16) != 0)
        {
            return [];
        }

        byte[] operand = encoding.Field >= 0 ? Memory(encoding.Field) : encoding.Field == MeanOpcode.Address ? U32(DataAddress()) : [];
        return [.. encoding.Start, .. operand, .. encoding.Tail == 0 ? [] : Immediate(encoding.Tail)];
    }

    /// <summary>An address of data, seldom a good one.</summary>
    public uint DataAddress()
    {
        uint page = MeanLayout.Data + ((uint)random.Next(16) << 12);
        switch (random.Next(IsCalm && random.Next(16) != 0 ? 15 : 24))
        {
            case <= 8:
                return MeanLayout.Data + (uint)random.Next(0x800);
            case <= 11:
                return page + (uint)random.Next(4096);
            case <= 14:
                return page + 4096 - (uint)random.Next(1, 16);
            case 15:
                return IsPaged ? MeanLayout.Alias + page + (uint)random.Next(4096) : page;
            case 16:
                return MeanLayout.Device + (uint)random.Next((int)MeanLayout.DeviceBytes);
            case 17:
                return MeanLayout.Rom + (uint)random.Next((int)MeanLayout.RomBytes);
            case 18:
                return MeanLayout.Stack + (uint)random.Next((int)MeanLayout.StackBytes);
            case 19:
                return CodeAddress();
            case 20:
                return (uint)random.Next(-16, 16);
            case 21:
                return MeanLayout.Data + (uint)random.Next(0x100);
            case 22:
                return MeanLayout.Data + 0x1000 - (uint)random.Next(1, 8);
            default:
                return random.Next(3) == 0 ? (uint)random.NextInt64() : MeanLayout.RamBytes - (uint)random.Next(1, 32);
        }
    }

    public uint SlotAddress() => Start + ((uint)random.Next((int)(Length / MeanLayout.SlotBytes)) * MeanLayout.SlotBytes);

    public byte[] LoadBase()
    {
        int[] bases = [3, 5, 6, 7];
        return Take([(byte)(0xB8 + bases[random.Next(4)])], U32(DataAddress()));
    }

    /// <summary>Puts the flags somewhere, or uses them.</summary>
    public byte[] ReadFlags() => random.Next(8) switch
    {
        0 => [0x9C, .. Take([0x8F, 0x05], U32(MeanLayout.Data + ((uint)random.Next(0x100) * 4)))],
        1 => [0x9F],
        2 => [0x0F, (byte)(0x90 + random.Next(16)), .. Memory(0)],
        3 => [0x0F, (byte)(0x90 + random.Next(16)), (byte)(0xC0 + random.Next(8))],
        4 => [(byte)(0x10 + random.Next(4)), Direct()],
        5 => [(byte)(0xD0 + random.Next(2)), (byte)(0xD0 + (random.Next(2) * 8) + Register())],
        6 => [0x0F, (byte)(0x40 + random.Next(16)), Direct()],
        _ => [0x9C, 0x58],
    };

    public byte[] Integer()
    {
        _bytes.Clear();
        bool isWord = random.Next(5) == 0;
        if (isWord)
        {
            _bytes.Add(0x66);
        }

        int wide = random.Next(2);
        switch (random.Next(22))
        {
            case <= 4:
                Add([(byte)((random.Next(8) * 8) + (random.Next(2) * 2) + wide)], ModRm());
                break;
            case 5:
                Add([(byte)((random.Next(8) * 8) + 4 + wide)], Immediate(wide == 0 ? 1 : isWord ? 2 : 4));
                break;
            case 6 or 7:
                int form = random.Next(3);
                Add([(byte)(form == 0 ? 0x80 : form == 1 ? 0x81 : 0x83)], ModRm(), Immediate(form != 1 ? 1 : isWord ? 2 : 4));
                break;
            case 8:
                Add([(byte)(0xC0 + wide)], ModRm(), Immediate(1));
                break;
            case 9:
                Add([(byte)(0xD0 + random.Next(4))], ModRm());
                break;
            case 10:
                int group = random.Next(8);
                Add([(byte)(0xF6 + wide)], ModRm(group), group < 2 ? Immediate(wide == 0 ? 1 : isWord ? 2 : 4) : []);
                break;
            case 11:
                Add([(byte)(0xFE + wide)], ModRm(random.Next(2)));
                break;
            case 12:
                Add([0x0F, 0xAF], ModRm());
                break;
            case 13:
                bool isShort = random.Next(2) == 0;
                Add([(byte)(isShort ? 0x6B : 0x69)], ModRm(), Immediate(isShort ? 1 : isWord ? 2 : 4));
                break;
            case 14:
                Add([0x0F, (byte)(0xA3 + (random.Next(4) * 8))], ModRm());
                break;
            case 15:
                Add([0x0F, 0xBA], ModRm(4 + random.Next(4)), Immediate(1));
                break;
            case 16:
                byte shift = new byte[] { 0xA4, 0xA5, 0xAC, 0xAD }[random.Next(4)];
                Add([0x0F, shift], ModRm(), (shift & 1) == 0 ? Immediate(1) : []);
                break;
            case 17:
                Add([0x0F, new byte[] { 0xBC, 0xBD, 0xB0, 0xB1, 0xC0, 0xC1, 0xB6, 0xB7, 0xBE, 0xBF, 0xC7 }[random.Next(11)]], ModRm());
                break;
            case 18:
                Add([(byte)(0x88 + random.Next(4))], ModRm());
                break;
            case 19:
                Add([new byte[] { 0x86, 0x87, 0x8D, 0xC6, 0x84, 0x85, 0x62, 0x63 }[random.Next(8)]], ModRm());
                if (_bytes[^1] == 0xC6)
                {
                    _bytes.Add(0);
                }

                break;
            case 20:
                _bytes.Add(new byte[] { 0x98, 0x99, 0x9E, 0x9F, 0xF5, 0xF8, 0xF9, 0xD7, 0x27, 0x2F, 0x37, 0x3F, 0x40, 0x4B, 0x91, 0x96 }[random.Next(16)]);
                break;
            default:
                Add([(byte)(0xD4 + random.Next(2))], Immediate(1));
                break;
        }

        return [.. _bytes];
    }

    public byte[] Branch()
    {
        if (HasStubs && random.Next(4) == 0)
        {
            return CallStub();
        }

        if (IsOrderly && random.Next(16) != 0)
        {
            return ForwardBranch();
        }

        // Into the midst of instructions, and into data, ROM, registers and nothing.
        uint target = random.Next(24) switch { 0 or 1 => CodeAddress(), 2 => DataAddress(), 3 => MeanLayout.Device + (uint)random.Next(64), 4 => MeanLayout.Rom + (uint)random.Next(64), _ => SlotAddress() };
        switch (random.Next(14))
        {
            case <= 4:
                return [0x0F, (byte)(0x80 + random.Next(16)), .. U32(target - (At + 6))];
            case 5:
                return [(byte)(0x70 + random.Next(16)), (byte)random.Next(-64, 64)];
            case 6:
                return [(byte)(0xE0 + random.Next(4)), (byte)random.Next(-64, 64)];
            case 7:
                return [0xE8, .. U32(target - (At + 5))];
            case 8:
                return [0xB8, .. U32(target), 0xFF, random.Next(2) == 0 ? (byte)0xE0 : (byte)0xD0];
            case 9:
                return [0xC7, 0x05, .. U32(MeanLayout.Data + 0x40), .. U32(target), 0xFF, random.Next(2) == 0 ? (byte)0x25 : (byte)0x15, .. U32(MeanLayout.Data + 0x40)];
            case 10:
                return random.Next(3) == 0 ? [0xC2, (byte)random.Next(16), 0] : [0x68, .. U32(target), 0xC3];
            case 11:
                // By CX, and with EIP of 16 bits.
                return [random.Next(3) == 0 ? (byte)0x66 : (byte)0x67, random.Next(2) == 0 ? (byte)(0x70 + random.Next(16)) : (byte)(0xE0 + random.Next(4)), (byte)random.Next(-64, 64)];
            case 12:
                return [0x66, .. random.Next(2) == 0 ? (byte[])[0x0F, (byte)(0x80 + random.Next(16))] : [(byte)(0xE8 + random.Next(2))], .. Immediate(2)];
            default:
                return [0xE9, .. U32(target - (At + 5))];
        }
    }

    private byte[] ForwardBranch()
    {
        uint last = Start + Length - MeanLayout.SlotBytes;
        uint slot = Start + ((At - Start) & ~(uint)(MeanLayout.SlotBytes - 1));
        uint target = slot + (uint)(random.Next(1, 4) * MeanLayout.SlotBytes);
        target = target - Start > last - Start ? last : target;
        return random.Next(8) switch
        {
            0 => [0xE8, .. U32(target - (At + 5))],
            1 => [0x68, .. U32(target), 0xC3],
            2 => [0xB8, .. U32(target), 0xFF, 0xE0],
            3 => [0xE9, .. U32(target - (At + 5))],
            _ => [0x0F, (byte)(0x80 + random.Next(16)), .. U32(target - (At + 6))],
        };
    }

    public byte[] StackWork() => (IsOrderly ? random.Next(12) : random.Next(16)) switch
    {
        0 when IsOrderly => [(byte)(0x50 + random.Next(8)), (byte)(0x58 + random.Next(4))],
        1 when IsOrderly => [0x68, .. U32((uint)random.NextInt64()), 0x8F, .. Memory(0)],
        2 when IsOrderly => [0x60, 0x61],
        3 when IsOrderly => [0xC8, 16, 0, 0, 0xC9],
        4 when IsOrderly => [0x60, 0x8B, 0x44, 0x24, (byte)(random.Next(8) * 4), 0x61],
        5 when IsOrderly => [0x50, 0x87, 0x0C, 0x24, 0x59],
        6 when IsOrderly => [0xBC, .. U32(MeanLayout.Stack + 0x3E00)],
        11 when IsOrderly => [0x9C, 0x5B, 0x53, 0x9D],
        <= 2 => [(byte)(0x50 + random.Next(16))],
        3 => [0x60],
        4 => [0x61],
        5 => [0xC8, (byte)random.Next(64), 0, (byte)random.Next(4)],
        6 => [0xC9],
        7 => [0xFF, .. Memory(6)],
        8 => [0x8F, .. Memory(0)],
        9 => [0x68, .. U32((uint)random.NextInt64())],
        10 => [0x6A, (byte)random.Next(256)],
        11 => [0x66, (byte)(0x50 + random.Next(16))],
        12 => [0xBC, .. U32(StackPointer())],
        13 => [0x68, .. U32((uint)random.Next() & 0x0004_4CD5 | 2), 0x9D],
        14 => [0x9C, 0x81, 0x0C, 0x24, 0x00, 0x01, 0x00, 0x00, 0x9D],
        _ => [0x87, 0x24, 0x24],
    };

    public byte[] Text()
    {
        if (random.Next(12) == 0)
        {
            return OverItself();
        }

        byte operation = new byte[] { 0xA4, 0xA5, 0xA6, 0xA7, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF }[random.Next(10)];
        byte[] repeat = random.Next(4) == 0 ? [] : [random.Next(2) == 0 ? (byte)0xF3 : (byte)0xF2];
        byte[] width = random.Next(5) == 0 ? [0x66] : [];
        byte[] segment = random.Next(8) == 0 ? [Prefixes[5 + random.Next(6)]] : [];
        return
        [
            random.Next(2) == 0 ? (byte)0xFC : (byte)0xFD, 0xB9, .. U32((uint)random.Next(24)), 0xBE, .. U32(DataAddress()), 0xBF, .. U32(DataAddress()),
            .. width, .. segment, .. repeat, operation,
        ];
    }

    /// <summary>A repeated store that begins shortly before itself and goes on over itself.</summary>
    private byte[] OverItself()
    {
        byte operation = random.Next(2) == 0 ? (byte)0xAA : (byte)0xAB;
        uint place = At + 12 - (uint)random.Next(12);
        return [0xB9, .. U32((uint)random.Next(1, 10)), 0xBF, .. U32(place), 0xF3, operation];
    }

    /// <summary>Slots that begin with <see cref="Patchable"/>.</summary>
    public IReadOnlyList<int> PatchableSlots { get; private set; } = [];

    /// <summary>Chooses what of the program will be changed by it.</summary>
    public void ChoosePatches(int slots)
    {
        List<int> patchable = [];
        for (int slot = 1; slot < slots - 1; slot++)
        {
            if (random.Next(4) == 0)
            {
                patchable.Add(slot);
            }
        }

        PatchableSlots = patchable;
        HasStubs = random.Next(3) != 0;
    }

    /// <summary>An instruction whose constant the program changes: ADD r32, imm32, or MOV.</summary>
    public byte[] Patchable()
    {
        int register = new[] { 0, 1, 2, 3, 5, 6, 7 }[random.Next(7)];
        return random.Next(2) == 0 ? [0x81, (byte)(0xC0 + register), .. Immediate(4)] : [0xC7, (byte)(0xC0 + register), .. Immediate(4)];
    }

    /// <summary>Whether the program calls functions that lie among its data, and changes them.</summary>
    public bool HasStubs { get; private set; }

    /// <summary>Calls one, half of the time not before the place has been passed often: the page has been written by hot code then, and not executed.</summary>
    public byte[] CallStub()
    {
        if (random.Next(2) == 0)
        {
            return [0xE8, .. U32(Stub() - (At + 5))];
        }

        uint counter = MeanLayout.Counters + (uint)(4 * random.Next(MeanLayout.CounterCount));
        return [0xFF, 0x0D, .. U32(counter), 0x79, 0x05, 0xE8, .. U32(Stub() - (At + 13))];
    }

    /// <summary>Changes the constant of a patchable instruction.</summary>
    public byte[] Patch()
    {
        // The constant is bytes 2 to 5; a byte before them would be another instruction.
        uint address = PatchableSlots.Count == 0 || (HasStubs && random.Next(2) == 0)
            ? Stub() + (uint)random.Next(1, 5)
            : Start + (uint)(PatchableSlots[random.Next(PatchableSlots.Count)] * MeanLayout.SlotBytes) + (uint)random.Next(2, 6);
        if (IsPaged && random.Next(3) == 0)
        {
            address = MeanLayout.Alias + (address >= MeanLayout.Stubs && address < MeanLayout.Stack ? address : MeanLayout.Code + (address & (MeanLayout.CodeBytes - 1)));
        }

        return random.Next(4) switch
        {
            0 => [0xFE, 0x05, .. U32(address)],
            1 => [(byte)(random.Next(2) == 0 ? 0x88 : 0x00), (byte)(0x05 | (random.Next(8) << 3)), .. U32(address)],
            2 => [0x80, 0x35, .. U32(address), (byte)random.Next(256)],
            _ => [0x80, 0x05, .. U32(address), (byte)random.Next(256)],
        };
    }

    /// <summary>Writes into code: what follows, this slot, another one, or the same by another mapping.</summary>
    public byte[] SelfModify()
    {
        if ((PatchableSlots.Count > 0 || HasStubs) && random.Next(4) != 0)
        {
            return Patch();
        }

        uint address = random.Next(5) switch
        {
            0 => At + 7 + (uint)random.Next(4),
            1 => At + (uint)random.Next(-3, 10),
            2 => (At & ~31u) + (uint)random.Next(32),
            3 => SlotAddress() + (uint)random.Next(32),
            _ => CodeAddress(),
        };
        if (IsPaged && random.Next(3) == 0)
        {
            address = MeanLayout.Alias + MeanLayout.Code + (address & (MeanLayout.CodeBytes - 1));
        }

        byte opcode = new byte[] { 0x90, 0x40, 0x43, 0x4B, 0x46, 0x4F, 0xF8, 0xF5, 0x98, 0xCC, 0xC3, 0xEB, 0x74, (byte)random.Next(256) }[random.Next(14)];
        return random.Next(4) switch
        {
            0 => [0xC7, 0x05, .. U32(address), .. U32(0x9090_9090 ^ ((uint)opcode << (8 * random.Next(4))))],
            1 => [0xFE, 0x05, .. U32(address)],
            2 => [0x80, 0x35, .. U32(address), (byte)(1 << random.Next(8))],
            _ => [0xC6, 0x05, .. U32(address), opcode],
        };
    }

    /// <summary>Changes an entry of a page table, and does not always tell the processor: it sees it anyway.</summary>
    public byte[] PageTable()
    {
        bool isData = random.Next(3) != 0;
        uint page = isData ? (MeanLayout.Data >> 12) + (uint)(random.Next(2) == 0 ? 0 : random.Next(16)) : (MeanLayout.Code >> 12) + (uint)random.Next(4);
        bool isAlias = random.Next(3) == 0;
        uint entry = MeanLayout.Window + (isAlias ? 0x2000u : 0x1000u) + (4 * page);
        uint linear = (isAlias ? MeanLayout.Alias : 0) + (page << 12);
        byte[] flush = random.Next(3) == 0 ? [] : random.Next(3) == 0 ? [0x0F, 0x20, 0xD8, 0x0F, 0x22, 0xD8] : [0x0F, 0x01, 0x3D, .. U32(linear)];
        uint other = isData ? (MeanLayout.Data >> 12) + (uint)random.Next(3) : page;
        return random.Next(5) switch
        {
            0 or 1 => [0xC7, 0x05, .. U32(entry), .. U32((other << 12) | 7), .. flush],
            2 => [0x83, 0x35, .. U32(entry), (byte)(1 << random.Next(1, 3)), .. flush],
            3 => [0x80, 0x25, .. U32(entry), random.Next(2) == 0 ? (byte)0x9F : (byte)0xFE, .. flush],
            _ => [0x80, 0x0D, .. U32(entry), 7, .. flush],
        };
    }

    public byte[] Device()
    {
        uint address = MeanLayout.Device + (uint)random.Next((int)MeanLayout.DeviceBytes);
        byte[] place = [0x05, .. U32(address)];
        return random.Next(6) switch
        {
            0 => [0x8B, .. place],
            1 => [0x89, .. place],
            2 => [0x01, .. place],
            3 => [0x66, 0x87, .. place],
            4 => [0x0F, 0x6F, .. place],
            _ => [0xFE, .. place],
        };
    }

    public byte[] Exception() => random.Next(14) switch
    {
        0 => [0x31, 0xC9, 0xF7, 0xF1],
        1 => [0xCC],
        2 => [0xCE],
        3 => [0xCD, MeanLayout.CallVector],
        4 => [0xCD, (byte)random.Next(256)],
        5 => [0x0F, 0x0B],
        6 => [0x62, 0x05, .. U32(MeanLayout.Data)],
        7 => [0xE6, (byte)random.Next(256)],
        8 => [0xEC],
        9 => [0xFA],
        10 => [0xFB],
        11 => [0x6C + 0, 0x90],
        12 => [0xF1],
        _ => [0xE5, (byte)random.Next(256)],
    };

    public byte[] Segments()
    {
        ushort selector = MeanLayout.Selectors[random.Next(MeanLayout.Selectors.Length)];
        int register = new[] { 0, 0, 3, 3, 4, 4, 5, 5, 2 }[random.Next(9)];
        byte[] load = [0x66, 0xB8, (byte)selector, (byte)(selector >> 8), 0x8E, (byte)(0xC0 | (register << 3))];
        byte flat = IsUser ? (byte)0x23 : (byte)0x10;
        return random.Next(6) switch
        {
            <= 1 => load,
            2 => [0x66, 0xB8, flat, 0, 0x8E, 0xD8, 0x8E, 0xC0],
            3 => [Prefixes[5 + random.Next(6)], 0x8B, .. Memory(random.Next(8))],
            4 => [Prefixes[5 + random.Next(6)], 0x01, .. Memory(random.Next(8))],
            5 when random.Next(3) == 0 => random.Next(2) == 0
                ? [0x9A, .. U32(SlotAddress() - (random.Next(2) == 0 ? MeanLayout.Code : 0)), (byte)selector, (byte)(selector >> 8)]
                : [random.Next(2) == 0 ? (byte)0xC4 : (byte)0xC5, .. Memory(random.Next(8))],
            _ => random.Next(2) == 0
                ? [0xEA, .. U32(random.Next(2) == 0 ? SlotAddress() : SlotAddress() - MeanLayout.Code), (byte)selector, (byte)(selector >> 8)]
                : [(byte)(random.Next(2) == 0 ? 0x1E : 0x06), (byte)(random.Next(2) == 0 ? 0x1F : 0x07)],
        };
    }

    public byte[] Numbers() => random.Next(12) switch
    {
        <= 3 => [(byte)(0xD8 + random.Next(8)), (byte)(0xC0 + random.Next(64))],
        <= 5 => [(byte)(0xD8 + random.Next(8)), .. Memory(random.Next(8))],
        6 or 7 => [0x0F, Mmx[random.Next(Mmx.Length)], .. ModRm()],
        8 or 9 => [.. random.Next(3) == 0 ? new byte[] { 0xF3 } : [], 0x0F, NextSse[random.Next(NextSse.Length)], .. ModRm()],
        10 => random.Next(4) switch
        {
            0 => [0xDB, 0xE3],
            1 => [0xD9, 0x2D, .. U32(MeanLayout.Data + (uint)random.Next(64))],
            2 => [0x0F, 0x77],
            _ => [0x0F, 0xAE, .. Memory(random.Next(4))],
        },
        _ => [0x0F, 0xC6, (byte)(0xC0 + random.Next(64)), (byte)random.Next(256)],
    };

    public byte[] Privileged() => random.Next(12) switch
    {
        0 => [0x0F, 0x20, 0xD8, 0x0F, 0x22, 0xD8],
        1 => [0x0F, 0x20, 0xC0, 0x35, 0x00, 0x00, (byte)(1 << random.Next(3) * 2), 0x00, 0x0F, 0x22, 0xC0],
        2 => [0x0F, 0xA2],
        3 => [0x0F, 0x31],
        4 => [0x0F, 0x01, 0x3D, .. U32(DataAddress())],
        5 => [0xB8, .. U32(DataAddress()), 0x0F, 0x23, (byte)(0xC0 + random.Next(4))],
        6 => [0xB8, 0x01, 0x00, (byte)(random.Next(16) | 0xD0 & 0x30), 0x00, 0x0F, 0x23, 0xF8],
        7 => [0x31, 0xC0, 0x0F, 0x23, 0xF8],
        8 => [0x0F, 0x20, (byte)(0xC0 + random.Next(64))],
        9 => [0x0F, 0x06],
        10 => [0x0F, 0x01, .. Memory(random.Next(8) is 2 or 3 ? 4 : random.Next(2))],
        _ => [0x0F, 0x00, .. Memory(random.Next(6))],
    };

    public byte[] RandomBytes()
    {
        byte[] bytes = new byte[random.Next(1, 12)];
        random.NextBytes(bytes);
        if (random.Next(3) == 0)
        {
            bytes[0] = 0x0F;
        }

        // HLT would end the program at level 0.
        return [.. bytes.Select(static b => b == 0xF4 ? (byte)0xF5 : b)];
    }

    public byte[] Prefixed()
    {
        byte[] prefixes = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Prefixes[random.Next(Prefixes.Length)])];
        return [.. prefixes, .. random.Next(2) == 0 ? Integer() : Any()];
    }

    private uint StackPointer() => random.Next(12) switch
    {
        0 => (uint)random.Next(-8, 24),
        1 => MeanLayout.Stack + 0x2000 + (uint)random.Next(-8, 8),
        2 => 0x1_0000u + (uint)random.Next(-8, 8),
        _ => MeanLayout.Stack + 0x3F00 - ((uint)random.Next(0x100) * 4),
    };

    private uint Stub() => MeanLayout.Stubs + ((uint)random.Next(MeanLayout.StubCount) << 12);

    private uint CodeAddress() => Start + (uint)random.Next((int)Length);

    private byte Direct() => (byte)(0xC0 | (Register() << 3) | Register());

    /// <summary>A register; in bytes, 4 is AH.</summary>
    private int Register()
    {
        int register = random.Next(8);
        return IsOrderly && register == 4 && random.Next(64) != 0 ? 0 : register;
    }

    private byte[] ModRm(int field = -1)
    {
        field = field < 0 ? Register() : field;
        return random.Next(2) == 0 ? [(byte)(0xC0 | (field << 3) | Register())] : Memory(field);
    }

    private byte[] Memory(int field)
    {
        int register = new[] { 3, 5, 6, 7 }[random.Next(4)];
        return random.Next(IsCalm && random.Next(4) != 0 ? 4 : 8) switch
        {
            <= 3 => [(byte)(0x05 | (field << 3)), .. U32(DataAddress())],
            4 => [(byte)(0x40 | (field << 3) | register), (byte)random.Next(256)],
            5 => [(byte)(0x80 | (field << 3) | register), .. U32((uint)random.Next(-64, 64))],
            6 => [(byte)(0x44 | (field << 3)), (byte)(random.Next(256)), (byte)random.Next(-16, 64)],
            _ => [(byte)(0x44 | (field << 3)), 0x24, (byte)(random.Next(16) * 4)],
        };
    }

    private byte[] Immediate(int bytes)
    {
        byte[] value = new byte[bytes];
        if (random.Next(3) == 0)
        {
            value.AsSpan().Fill(random.Next(2) == 0 ? (byte)0 : (byte)0xFF);
            value[^1] ^= (byte)(random.Next(2) << 7);
        }
        else
        {
            random.NextBytes(value);
        }

        return value;
    }

    private static byte[] U32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Take(byte[] head, byte[] tail) => [.. head, .. tail];

    private void Add(params ReadOnlySpan<byte[]> parts)
    {
        foreach (byte[] part in parts)
        {
            _bytes.AddRange(part);
        }
    }
}
