using System.Globalization;
using System.Text;
using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Shows a program: surroundings, and each instruction that is no NOP as hex and disassembled.</summary>
internal static class MeanText
{
    public static string Of(MeanProgram program, ulong seed, string difference)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seed {seed}: interpreter / translator: {difference}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  start {program.Start:X8}, {(program.IsPaged ? "paging" : "no paging")}, level {(program.IsUser ? 3 : 0)}, CR0 {program.Cr0:X8}, CR4 {program.Cr4:X}, EFLAGS {program.Eflags:X}, FCW {program.Fcw:X}, MXCSR {program.Mxcsr:X}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  registers {string.Join(' ', program.Registers.Select(static value => value.ToString("X8", CultureInfo.InvariantCulture)))}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  stops {string.Join(' ', program.Stops.Select(static stop => $"+{stop.After}{(stop.Event == MeanEvent.None ? string.Empty : $" {stop.Event}")}"))}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  tables {string.Join(' ', program.Tables.Select(static entry => $"[{entry.Address:X}]={entry.Value:X}"))}");
        Disassemble(program, text);
        return text.ToString();
    }

    private static void Disassemble(MeanProgram program, StringBuilder text)
    {
        var formatter = new NasmFormatter();
        var output = new StringOutput();
        uint at = program.Start;
        foreach (byte[] instruction in program.Slots.SelectMany(static slot => slot))
        {
            if (!MeanShrinker.IsNothing(instruction) && instruction.AsSpan().IndexOfAnyExcept((byte)0x90) >= 0)
            {
                var decoder = Iced.Intel.Decoder.Create(32, instruction, at);
                while (decoder.IP < at + (ulong)instruction.Length)
                {
                    uint address = (uint)decoder.IP;
                    decoder.Decode(out Instruction decoded);
                    formatter.Format(decoded, output);
                    byte[] bytes = instruction[(int)(address - at)..(int)((uint)decoder.IP - at)];
                    text.AppendLine(CultureInfo.InvariantCulture, $"  {address:X8}  {Convert.ToHexString(bytes),-24} {output.ToStringAndReset()}");
                }
            }

            at += (uint)instruction.Length;
        }
    }
}
