using System.Globalization;
using System.Text;
using Xemu.Abstractions.Cpu;

namespace Xemu.Monitor.Qmp;

/// <summary>The registers as <c>info registers</c> shows them.</summary>
internal static class RegisterText
{
    private static readonly string[][] Rows =
    [
        ["eax", "ebx", "ecx", "edx"],
        ["esi", "edi", "ebp", "esp"],
        ["eip", "eflags"],
        ["es", "cs", "ss", "ds"],
        ["fs", "gs"],
        ["cr0", "cr2", "cr3", "cr4"],
    ];

    /// <summary>Formats the registers: the usual ones four a line, then whatever else there is.</summary>
    public static string Format(IReadOnlyList<CpuRegister> registers)
    {
        Dictionary<string, CpuRegister> left = new(StringComparer.Ordinal);
        foreach (CpuRegister register in registers)
        {
            left[register.Name] = register;
        }

        var result = new StringBuilder("\nCPU#0\n");
        foreach (string[] row in Rows)
        {
            AppendRow(result, row.Where(left.ContainsKey).Select(name => left[name]));
            Array.ForEach(row, name => left.Remove(name));
        }

        // In the CPU's own order; wide ones two a line.
        IEnumerable<CpuRegister> others = registers.Where(r => left.ContainsKey(r.Name));
        foreach (IGrouping<bool, CpuRegister> group in others.GroupBy(static r => r.Bits > 64))
        {
            foreach (CpuRegister[] row in group.Chunk(group.Key ? 2 : 4))
            {
                AppendRow(result, row);
            }
        }

        return result.ToString();
    }

    private static void AppendRow(StringBuilder result, IEnumerable<CpuRegister> row)
    {
        string text = string.Join(' ', row.Select(static r => $"{Name(r.Name)}={Hex(r)}"));
        if (text.Length > 0)
        {
            _ = result.Append(text).Append('\n');
        }
    }

    private static string Name(string name) => name == "eflags" ? "EFL" : name.ToUpperInvariant();

    private static string Hex(CpuRegister register) =>
        register.Value.ToString("x", CultureInfo.InvariantCulture).PadLeft((register.Bits + 3) / 4, '0');
}
