namespace Xemu.Cpu.X86.Tests;

/// <summary>What FsCheck tries to make a failing program smaller with.</summary>
/// <remarks>Instructions become ones without effect of the same length, so that no address moves: what remains is what matters.</remarks>
internal static class MeanShrinker
{
    /// <summary>Programs that are a little smaller.</summary>
    public static IEnumerable<MeanProgram> Smaller(MeanProgram program) => Stops(program).Concat(Instructions(program)).Concat(Surroundings(program));

    private static IEnumerable<MeanProgram> Stops(MeanProgram program)
    {
        if (program.Stops.Length > 1)
        {
            yield return program with { Stops = program.Stops[..^1] };
        }

        for (int i = 0; i < program.Stops.Length - 1; i++)
        {
            // Two stops become one.
            MeanStop merged = program.Stops[i + 1] with { After = program.Stops[i].After + program.Stops[i + 1].After };
            yield return program with { Stops = [.. program.Stops[..i], merged, .. program.Stops[(i + 2)..]] };
        }

        for (int i = 0; i < program.Stops.Length; i++)
        {
            foreach (uint less in new[] { program.Stops[i].After / 2, program.Stops[i].After - (program.Stops[i].After / 8), program.Stops[i].After - 1 })
            {
                if (less < program.Stops[i].After && less > 0)
                {
                    yield return With(program, i, program.Stops[i] with { After = less });
                }
            }

            if (program.Stops[i].Event != MeanEvent.None)
            {
                yield return With(program, i, program.Stops[i] with { Event = MeanEvent.None });
            }
        }
    }

    private static IEnumerable<MeanProgram> Instructions(MeanProgram program)
    {
        for (int slot = 0; slot < program.Slots.Length; slot++)
        {
            if (!program.Slots[slot].All(IsNothing))
            {
                yield return With(program, slot, [.. program.Slots[slot].Select(Nothing)]);
            }
        }

        for (int slot = 0; slot < program.Slots.Length; slot++)
        {
            for (int i = 0; i < program.Slots[slot].Length; i++)
            {
                if (!IsNothing(program.Slots[slot][i]))
                {
                    byte[][] changed = [.. program.Slots[slot]];
                    changed[i] = Nothing(changed[i]);
                    yield return With(program, slot, changed);
                }
            }
        }
    }

    private static IEnumerable<MeanProgram> Surroundings(MeanProgram program)
    {
        for (int i = 0; i < program.Tables.Length; i++)
        {
            yield return program with { Tables = [.. program.Tables[..i], .. program.Tables[(i + 1)..]] };
        }

        if (program.Fcw != 0x37F)
        {
            yield return program with { Fcw = 0x37F };
        }

        if (program.Mxcsr != 0x1F80)
        {
            yield return program with { Mxcsr = 0x1F80 };
        }

        for (int i = 0; i < 8; i++)
        {
            if (program.Registers[i] != 0)
            {
                yield return program with { Registers = [.. program.Registers[..i], 0, .. program.Registers[(i + 1)..]] };
            }
        }

        if (program.Eflags != 2)
        {
            yield return program with { Eflags = 2 };
        }

        uint plain = Cr.Pe | Cr.Et | Cr.Mp | Cr.Ne | (program.IsPaged ? Cr.Pg : 0);
        if (program.Cr0 != plain)
        {
            yield return program with { Cr0 = plain };
        }

        if (program.IsUser)
        {
            yield return program with { IsUser = false };
        }
    }

    private static MeanProgram With(MeanProgram program, int stop, MeanStop changed) =>
        program with { Stops = [.. program.Stops[..stop], changed, .. program.Stops[(stop + 1)..]] };

    private static MeanProgram With(MeanProgram program, int slot, byte[][] changed) =>
        program with { Slots = [.. program.Slots[..slot], changed, .. program.Slots[(slot + 1)..]] };

    /// <summary>Whether an instruction has no effect: it is a <see cref="Nothing"/>.</summary>
    public static bool IsNothing(byte[] instruction) => instruction.AsSpan().SequenceEqual(Nothing(instruction));

    /// <summary>One instruction of the same length with no effect, so that counts stay, too; LEA ESI, [ESI] beyond two bytes.</summary>
    private static byte[] Nothing(byte[] instruction) => instruction.Length switch
    {
        0 => [],
        1 => [0x90],
        2 => [0x89, 0xF6],
        3 => [0x8D, 0x76, 0],
        4 => [0x8D, 0x74, 0x26, 0],
        5 => [0x3E, 0x8D, 0x74, 0x26, 0],
        6 => [0x8D, 0xB6, 0, 0, 0, 0],
        > 15 => [.. Nothing(instruction[..15]), .. Nothing(instruction[15..])],
        _ => [.. Enumerable.Repeat((byte)0x3E, instruction.Length - 7), 0x8D, 0xB4, 0x26, 0, 0, 0, 0],
    };
}
