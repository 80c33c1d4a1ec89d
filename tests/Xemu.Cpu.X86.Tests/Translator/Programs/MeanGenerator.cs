namespace Xemu.Cpu.X86.Tests;

/// <summary>Makes programs that do what well-behaved ones avoid; the same one for a seed at any time.</summary>
internal static class MeanGenerator
{
    private const uint Present = 1;
    private const uint Writable = 2;
    private const uint User = 4;

    public static MeanProgram Make(ulong seed)
    {
        var random = new Random((int)(seed ^ (seed >> 32) * 0x9E37_79B9));
        bool isPaged = random.Next(4) != 0;
        bool isUser = random.Next(2) == 0;
        bool isOrderly = random.Next(3) != 0;
        int slots = random.Next(4, isOrderly ? 14 : 40);
        uint start = Start(random, isPaged, slots);
        var make = new MeanInstructions(random) { Start = start, Length = (uint)(slots * MeanLayout.SlotBytes), IsPaged = isPaged, IsUser = isUser, IsCalm = random.Next(3) != 0, IsOrderly = isOrderly };
        int[] taste = Taste(random, make);
        make.PatchableSlots = taste[4] == 0 ? [] : [.. Enumerable.Range(1, slots - 2).Where(_ => random.Next(4) == 0)];
        make.HasStubs = taste[4] != 0 && random.Next(3) != 0;
        return new MeanProgram
        {
            Seed = seed,
            Start = start,
            IsPaged = isPaged,
            IsUser = isUser,
            Cr0 = Cr.Pe | Cr.Et | Cr.Mp | Cr.Ne | (isPaged ? Cr.Pg : 0) | (random.Next(4) != 0 ? Cr.Wp : 0) | (random.Next(6) == 0 ? Cr.Am : 0),
            Cr4 = Cr.OsFxsr | Cr.OsXmmExcpt | (random.Next(2) == 0 ? Cr.Pge : 0) | (random.Next(4) == 0 ? Cr.De : 0),
            Eflags = 2 | ((uint)random.Next(0x1000) & 0x8D5) | (random.Next(2) == 0 ? Efl.If : 0) | (random.Next(4) == 0 ? Efl.Iopl : 0) | (random.Next(10) == 0 ? Efl.Ac : 0),
            Registers = [.. Enumerable.Range(0, 8).Select(i => i == 4 ? 0 : random.Next(2) == 0 ? make.DataAddress() : (uint)random.NextInt64())],
            Fcw = random.Next(3) == 0 ? (ushort)(0x0340 | random.Next(64)) : (ushort)0x037F,
            Mxcsr = random.Next(3) == 0 ? (uint)random.Next(0x40, 0x1_0000) & 0xFF80 : 0x1F80,
            Tables = isPaged ? Tables(random) : [],
            Slots = [.. Enumerable.Range(0, slots).Select(i => Slot(random, make, taste, start + (uint)(i * MeanLayout.SlotBytes), i == slots - 1))],
            Stops = Stops(random),
        };
    }

    private static uint Start(Random random, bool isPaged, int slots)
    {
        uint length = (uint)(slots * MeanLayout.SlotBytes);
        switch (random.Next(8))
        {
            case 0 or 1:
                // Over a page border, and not at a multiple of the slot.
                return MeanLayout.Code + 0x2000 - (uint)random.Next((int)Math.Min(length, 0x1000));
            case 2 when isPaged:
                return MeanLayout.Alias + MeanLayout.Code + 0x1000 - (uint)random.Next(1, 64);
            case 3 when isPaged:
                // Ends with the address space, or a little beyond.
                return 0u - length + ((uint)random.Next(3) * 8);
            default:
                return MeanLayout.Code + ((uint)random.Next(32) * 4);
        }
    }

    /// <summary>How often each kind of instruction comes: each program likes some.</summary>
    private static int[] Taste(Random random, MeanInstructions make)
    {
        int tables = make is { IsPaged: true, IsUser: false } ? 6 : 0;
        int[] usual = make.IsCalm ? [60, 16, 8, 3, 2, tables, 1, 1, 1, 6, 0, 0, 2] : [40, 14, 8, 4, 4, tables, 2, 2, 2, 5, 1, 2, 3];
        return [.. usual.Select(weight => random.Next(6) switch { 0 => 0, 1 => weight * 4, _ => weight })];
    }

    private static byte[][] Slot(Random random, MeanInstructions make, int[] taste, uint at, bool isLast)
    {
        var slot = new List<byte[]>();
        int room = MeanLayout.SlotBytes;
        int number = (int)((at - make.Start) / MeanLayout.SlotBytes);
        bool isBefore = make.PatchableSlots.Contains(number + 1);
        int back = isLast ? 5 : isBefore ? 2 : 0;
        if (make.PatchableSlots.Contains(number))
        {
            slot.Add(make.Patchable());
            room -= slot[0].Length;
        }

        for (int tries = 0; tries < 12 && room > back; tries++)
        {
            make.At = at + (uint)(MeanLayout.SlotBytes - room);
            byte[] instruction = random.Next(8) == 0 ? make.LoadBase() : Instruction(random, make, taste);
            if (instruction.Length + back <= room)
            {
                slot.Add(instruction);
                room -= instruction.Length;
                make.At += (uint)instruction.Length;
                byte[] flags = random.Next(3) == 0 ? make.ReadFlags() : [];
                if (flags.Length > 0 && flags.Length + back <= room)
                {
                    slot.Add(flags);
                    room -= flags.Length;
                }
            }
        }

        if (isLast)
        {
            // Around again.
            byte[] jump = [0xE9, .. BitConverter.GetBytes(make.Start - (at + MeanLayout.SlotBytes))];
            slot.Add([.. Enumerable.Repeat((byte)0x90, room - 5)]);
            slot.Add(jump);
            return [.. slot.Where(static part => part.Length > 0)];
        }

        for (; room > back; room--)
        {
            slot.Add([0x90]);
        }

        if (isBefore)
        {
            // A block begins with what is patched.
            slot.Add([0xEB, 0x00]);
        }

        return [.. slot];
    }

    private static byte[] Instruction(Random random, MeanInstructions make, int[] taste)
    {
        int at = random.Next(Math.Max(1, taste.Sum()));
        int kind = 0;
        while (kind < taste.Length - 1 && at >= taste[kind])
        {
            at -= taste[kind];
            kind++;
        }

        return kind switch
        {
            0 => make.Integer(),
            1 => make.Branch(),
            2 => make.StackWork(),
            3 => make.Text(),
            4 => make.SelfModify(),
            5 => make.PageTable(),
            6 => make.Device(),
            7 => make.Exception(),
            8 => make.Segments(),
            9 => make.Numbers(),
            10 => make.Privileged(),
            11 => make.RandomBytes(),
            _ => make.Prefixed(make.Integer()),
        };
    }

    private static (uint Address, uint Value)[] Tables(Random random)
    {
        var changes = new List<(uint, uint)>();
        for (int i = random.Next(6); i > 0; i--)
        {
            uint page = random.Next(5) switch
            {
                0 => (MeanLayout.Code >> 12) + (uint)random.Next(4),
                1 => (MeanLayout.Stack >> 12) + (uint)random.Next(4),
                _ => (MeanLayout.Data >> 12) + (uint)random.Next(16),
            };
            uint rights = (random.Next(4) == 0 ? 0 : Present) | (random.Next(2) == 0 ? 0 : Writable) | (random.Next(4) == 0 ? 0 : User) | (random.Next(4) == 0 ? 0x100u : 0);
            uint target = random.Next(4) == 0 ? (MeanLayout.Data >> 12) + (uint)random.Next(16) : page;
            changes.Add(((random.Next(3) == 0 ? MeanLayout.AliasTable : MeanLayout.LowTable) + (4 * page), (target << 12) | rights));
        }

        return [.. changes];
    }

    private static MeanStop[] Stops(Random random) =>
        [.. Enumerable.Range(0, random.Next(2, 7)).Select(_ => new MeanStop((uint)random.Next(1, random.Next(3) == 0 ? 40 : 3000), random.Next(5) == 0 ? (MeanEvent)random.Next(1, 4) : MeanEvent.None))];
}
