using System.Globalization;
using System.Text;
using Iced.Intel;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;

namespace Xemu.Monitor.Qmp;

/// <summary><c>x</c> and <c>xp</c>: memory as numbers, characters or instructions.</summary>
/// <remarks>Each linear access is translated anew; what is not mapped ends the output with a line that says so.</remarks>
internal sealed class HumanMemory(QmpMachine machine)
{
    private const int MostValues = 0x10000;

    /// <summary>Does a command: <c>[/FMT] ADDRESS</c>.</summary>
    public string Run(string text, bool isLinear, CancellationToken cancellation)
    {
        MemoryFormat format = MemoryFormat.Default;
        if (text.StartsWith('/'))
        {
            int end = text.IndexOfAny([' ', '\t']);
            format = MemoryFormat.Parse(end < 0 ? text[1..] : text[1..end]);
            text = end < 0 ? string.Empty : text[end..].Trim();
        }

        if (text.Length == 0)
        {
            return $"unexpected end of expression\nTry \"help {(isLinear ? "x" : "xp")}\" for more information\n";
        }

        if (format.Count > MostValues)
        {
            throw new QmpException($"The count {format.Count} is more than {MostValues}.");
        }

        return machine.Calls.Run(() => Show(text, format, isLinear), cancellation);
    }

    private string Show(string expression, MemoryFormat format, bool isLinear)
    {
        ICpuDebug? cpu = isLinear || expression.Contains('$', StringComparison.Ordinal) ? machine.Cpu() : null;
        ulong address = AddressExpression.Evaluate(expression, cpu);
        var result = new StringBuilder();
        if (format.Kind == 'i')
        {
            Disassemble(result, address, format.Count, isLinear ? cpu : null);
        }
        else
        {
            Dump(result, address, format, isLinear ? cpu : null);
        }

        return result.ToString();
    }

    private void Dump(StringBuilder result, ulong address, MemoryFormat format, ICpuDebug? cpu)
    {
        int perLine = (format.Size == 1 ? 8 : 16) / format.Size;
        for (int i = 0; i < format.Count; i++)
        {
            if (i % perLine == 0)
            {
                _ = result.Append(i == 0 ? string.Empty : "\n").Append(Prefix(address, cpu));
            }

            if (!TryRead(address, format.Size, cpu, out ulong value))
            {
                _ = result.Append(CultureInfo.InvariantCulture, $" Cannot access memory at address 0x{address:x}");
                break;
            }

            _ = result.Append(' ').Append(format.Render(value));
            address += (ulong)format.Size;
        }

        _ = result.Append('\n');
    }

    private static string Prefix(ulong address, ICpuDebug? cpu) =>
        cpu is null ? $"{address:x16}:" : $"{address & uint.MaxValue:x8}:";

    private void Disassemble(StringBuilder result, ulong address, int count, ICpuDebug? cpu)
    {
        const int LongestInstruction = 15;
        byte[] bytes = new byte[LongestInstruction];
        var formatter = new GasFormatter();
        var text = new StringOutput();
        for (int i = 0; i < count; i++)
        {
            int present = 0;
            while (present < LongestInstruction && TryReadCode(address + (ulong)present, cpu, out bytes[present]))
            {
                present++;
            }

            var decoder = Iced.Intel.Decoder.Create(32, new ByteArrayCodeReader(bytes, 0, present));
            decoder.IP = address;
            Instruction instruction = decoder.Decode();
            if (instruction.IsInvalid)
            {
                _ = result.Append(CultureInfo.InvariantCulture, $"0x{address:x8}: {(present == 0 ? "unable to read memory" : "(bad)")}\n");
                break;
            }

            formatter.Format(instruction, text);
            string hex = string.Join(' ', bytes.Take(instruction.Length).Select(static b => b.ToString("x2", CultureInfo.InvariantCulture)));
            _ = result.Append(CultureInfo.InvariantCulture, $"0x{address:x8}:  {hex,-24} {text.ToStringAndReset()}\n");
            address += (ulong)instruction.Length;
        }
    }

    /// <summary>Reads a byte of RAM or ROM: code is looked for nowhere else.</summary>
    private bool TryReadCode(ulong address, ICpuDebug? cpu, out byte value)
    {
        value = 0;
        if (!TryTranslate(address, cpu, out ulong physical) || machine.Context.Memory.Find(physical).Kind is not (FlatRangeKind.Ram or FlatRangeKind.Rom))
        {
            return false;
        }

        value = (byte)machine.Context.Memory.ReadValue(physical, 1);
        return true;
    }

    private bool TryRead(ulong address, int size, ICpuDebug? cpu, out ulong value)
    {
        value = 0;
        bool isSplit = cpu is not null && ((address & 4095) + (ulong)size) > 4096;
        if (!isSplit)
        {
            bool isThere = TryTranslate(address, cpu, out ulong physical) && machine.Context.Memory.Find(physical).Kind != FlatRangeKind.Unmapped;
            value = isThere ? machine.Context.Memory.ReadValue(physical, size) : 0;
            return isThere;
        }

        for (int i = 0; i < size; i++)
        {
            if (!TryRead(address + (ulong)i, 1, cpu, out ulong part))
            {
                return false;
            }

            value |= part << (8 * i);
        }

        return true;
    }

    private bool TryTranslate(ulong address, ICpuDebug? cpu, out ulong physical)
    {
        physical = address;
        return cpu is null ? address < machine.Context.Memory.SizeBytes : cpu.TryTranslate(address & uint.MaxValue, out physical);
    }
}
