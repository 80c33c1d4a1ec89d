using FsCheck;
using FsCheck.Fluent;

namespace Xemu.Cpu.X86.Tests;

/// <summary>FsCheck's source of programs that do what well-behaved ones avoid.</summary>
/// <remarks>What a program is comes from generators; its instructions, which depend on where they stand, are encoded from a number that one of them draws.</remarks>
internal static class MeanGenerator
{
    private const uint Present = 1;
    private const uint Writable = 2;
    private const uint User = 4;

    /// <summary>Programs, and how one is made smaller.</summary>
    public static Arbitrary<MeanProgram> Programs { get; } = Arb.From(Program(), MeanShrinker.Smaller);

    private static Gen<MeanProgram> Program() =>
        from isPaged in Odds(3, 4)
        from isUser in Odds(1, 2)
        from isOrderly in Odds(2, 3)
        from isCalm in Odds(2, 3)
        from slots in Gen.Choose(4, isOrderly ? 13 : 39)
        from start in Start(isPaged, (uint)(slots * MeanLayout.SlotBytes))
        from seed in Number()
        let make = new MeanInstructions(new Random(seed)) { Start = start, Length = (uint)(slots * MeanLayout.SlotBytes), IsPaged = isPaged, IsUser = isUser, IsCalm = isCalm, IsOrderly = isOrderly }
        let code = new MeanCode(make, slots).Make()
        from cr0 in Bits((Cr.Wp, 3, 4), (Cr.Am, 1, 6))
        from cr4 in Bits((Cr.Pge, 1, 2), (Cr.De, 1, 4))
        from arithmetic in Number()
        from other in Bits((Efl.If, 1, 2), (Efl.Iopl, 1, 4), (Efl.Ac, 1, 10))
        from registers in Gen.ArrayOf(Register(make), 8)
        from fcw in Rarely(0x037F, Gen.Choose(0x0340, 0x037F))
        from mxcsr in Rarely(0x1F80, Gen.Choose(0x40, 0xFFFF).Select(static value => value & 0xFF80))
        from tables in isPaged ? Tables() : Gen.Constant<(uint, uint)[]>([])
        from stops in Stops()
        select new MeanProgram
        {
            Seed = seed,
            Start = start,
            IsPaged = isPaged,
            IsUser = isUser,
            Cr0 = Cr.Pe | Cr.Et | Cr.Mp | Cr.Ne | (isPaged ? Cr.Pg : 0) | cr0,
            Cr4 = Cr.OsFxsr | Cr.OsXmmExcpt | cr4,
            Eflags = 2 | ((uint)arithmetic & Efl.Arithmetic) | other,
            Registers = registers,
            Fcw = (ushort)fcw,
            Mxcsr = (uint)mxcsr,
            Tables = tables,
            Slots = code,
            Stops = stops,
        };

    private static Gen<uint> Start(bool isPaged, uint length) =>
        from kind in Gen.Choose(0, 7)
        from low in Gen.Choose(0, (int)Math.Min(length, 0x1000) - 1)
        select kind switch
        {
            // Over a page border, and not at a multiple of the slot.
            0 or 1 => MeanLayout.Code + 0x2000 - (uint)low,
            2 when isPaged => MeanLayout.Alias + MeanLayout.Code + 0x1000 - 1 - ((uint)low & 63),

            // Ends with the address space, or a little beyond.
            3 when isPaged => 0u - length + ((uint)low % 3 * 8),
            _ => MeanLayout.Code + (((uint)low & 31) * 4),
        };

    private static Gen<uint> Register(MeanInstructions make) =>
        from isAddress in Odds(1, 2)
        from value in Number()
        select isAddress ? make.DataAddress() : (uint)value;

    private static Gen<(uint Address, uint Value)[]> Tables() =>
        from count in Gen.Choose(0, 5)
        from tables in Gen.ArrayOf(Table(), count)
        select tables;

    /// <summary>An entry of a page table that is not as usual.</summary>
    private static Gen<(uint Address, uint Value)> Table() =>
        from page in Gen.Frequency((1, Pages(MeanLayout.Code, 4)), (1, Pages(MeanLayout.Stack, 4)), (3, Pages(MeanLayout.Data, 16)))
        from rights in Bits((Present, 3, 4), (Writable, 1, 2), (User, 3, 4), (0x100, 1, 4))
        from target in Gen.Frequency((1, Pages(MeanLayout.Data, 16)), (3, Gen.Constant(page)))
        from isAlias in Odds(1, 3)
        select ((isAlias ? MeanLayout.AliasTable : MeanLayout.LowTable) + (4 * page), (target << 12) | rights);

    private static Gen<uint> Pages(uint first, int count) => Gen.Choose(0, count - 1).Select(page => (first >> 12) + (uint)page);

    private static Gen<MeanStop[]> Stops() =>
        from count in Gen.Choose(2, 6)
        from stops in Gen.ArrayOf(Stop(), count)
        select stops;

    private static Gen<MeanStop> Stop() =>
        from after in Gen.Frequency((1, Gen.Choose(1, 39)), (2, Gen.Choose(1, 2000)))
        from happens in Gen.Frequency((4, Gen.Constant(MeanEvent.None)), (1, Gen.Elements(MeanEvent.Interrupt, MeanEvent.NonMaskable, MeanEvent.ForeignWrite, MeanEvent.ForeignTable)))
        select new MeanStop((uint)after, happens);

    private static Gen<int> Number() => Gen.Choose(int.MinValue, int.MaxValue);

    private static Gen<bool> Odds(int chances, int of) => Gen.Choose(1, of).Select(value => value <= chances);

    private static Gen<int> Rarely(int usual, Gen<int> odd) => Gen.Frequency((2, Gen.Constant(usual)), (1, odd));

    /// <summary>Bits, each with its odds.</summary>
    private static Gen<uint> Bits(params (uint Bit, int Chances, int Of)[] bits) =>
        Gen.CollectToArray(bits.Select(static bit => Odds(bit.Chances, bit.Of).Select(isSet => isSet ? bit.Bit : 0)))
            .Select(static set => set.Aggregate(0u, static (all, bit) => all | bit));
}
