namespace Xemu.Cpu.X86.Tests;

/// <summary>Fills a program's slots with instructions.</summary>
internal sealed class MeanCode
{
    private readonly MeanInstructions _make;
    private readonly int _slots;
    private readonly (int Weight, Func<byte[]> Make)[] _kinds;
    private readonly int _weights;

    /// <summary>Chooses what the program likes.</summary>
    /// <param name="make">Encodes its instructions.</param>
    /// <param name="slots">Their number.</param>
    public MeanCode(MeanInstructions make, int slots)
    {
        _make = make;
        _slots = slots;
        int tables = make is { IsPaged: true, IsUser: false } ? 6 : 0;
        int calm = make.IsCalm ? 1 : 0;
        int likesPatches = Liking(2 + (2 * (1 - calm)));
        _kinds =
        [
            (Liking(calm == 1 ? 60 : 40), make.Integer),
            (Liking(calm == 1 ? 16 : 14), make.Branch),
            (Liking(8), make.StackWork),
            (Liking(4 - calm), make.Text),
            (likesPatches, make.SelfModify),
            (Liking(tables), make.PageTable),
            (Liking(2 - calm), make.Device),
            (Liking(2 - calm), make.Exception),
            (Liking(2 - calm), make.Segments),
            (Liking(6), make.Numbers),
            (Liking(1 - calm), make.Privileged),
            (Liking(2 * (1 - calm)), make.RandomBytes),
            (Liking(3 - calm), make.Prefixed),
            (Liking(calm == 1 ? 8 : 12), make.Any),
        ];
        foreach ((int weight, _) in _kinds)
        {
            _weights += weight;
        }

        if (likesPatches != 0)
        {
            make.ChoosePatches(slots);
        }
    }

    /// <summary>The slots, each of <see cref="MeanLayout.SlotBytes"/>.</summary>
    public byte[][][] Make()
    {
        byte[][][] slots = new byte[_slots][][];
        for (int i = 0; i < _slots; i++)
        {
            slots[i] = Slot(i);
        }

        return slots;
    }

    /// <summary>How often a kind of instruction comes: each program likes some.</summary>
    private int Liking(int usual) => _make.Next(6) switch { 0 => 0, 1 => usual * 4, _ => usual };

    private byte[][] Slot(int number)
    {
        List<byte[]> slot = [];
        uint at = _make.Start + (uint)(number * MeanLayout.SlotBytes);
        bool isLast = number == _slots - 1;
        bool isBefore = _make.PatchableSlots.Contains(number + 1);
        int usable = MeanLayout.SlotBytes - (isLast ? 5 : isBefore ? 2 : 0);
        int room = usable;
        if (_make.PatchableSlots.Contains(number))
        {
            Append(slot, _make.Patchable(), ref room);
        }

        for (int tries = 0; tries < 12 && room > 0; tries++)
        {
            _make.At = at + (uint)(usable - room);
            if (Append(slot, _make.Next(8) == 0 ? _make.LoadBase() : Instruction(), ref room) && _make.Next(3) == 0)
            {
                Append(slot, _make.ReadFlags(), ref room);
            }
        }

        for (; room > 0; room--)
        {
            slot.Add([0x90]);
        }

        if (isLast)
        {
            // Around again.
            slot.Add([0xE9, .. BitConverter.GetBytes(_make.Start - (at + MeanLayout.SlotBytes))]);
        }
        else if (isBefore)
        {
            // A block begins with what is patched.
            slot.Add([0xEB, 0x00]);
        }

        return [.. slot];
    }

    private static bool Append(List<byte[]> slot, byte[] instruction, ref int room)
    {
        if (instruction.Length == 0 || instruction.Length > room)
        {
            return false;
        }

        slot.Add(instruction);
        room -= instruction.Length;
        return true;
    }

    private byte[] Instruction()
    {
        int at = _make.Next(Math.Max(1, _weights));
        foreach ((int weight, Func<byte[]> make) in _kinds)
        {
            if (at < weight)
            {
                return make();
            }

            at -= weight;
        }

        return _make.Integer();
    }
}
