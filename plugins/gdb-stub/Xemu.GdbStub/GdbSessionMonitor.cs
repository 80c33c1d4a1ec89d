using System.Globalization;
using System.Text;
using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;

namespace Xemu.GdbStub;

/// <content>The commands of <c>monitor</c>.</content>
internal sealed partial class GdbSession
{
    private const int MostExamined = 4096;

    private const string Help = """
        help                    this text
        info registers          every register of the CPU, by its own names
        reset [cold|warm]       resets the machine; then: maintenance flush register-cache
        xp /COUNTxSIZE ADDRESS  physical memory, SIZE b, h, w or g (RAM and ROM; registers are not read)
        phys [on|off]           whether x, print and set reach physical memory

        """;

    private string RunMonitor(string line)
    {
        string[] words = line.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case [] or ["help"]:
                return Help;
            case ["info", "registers"]:
                return ShowRegisters();
            case ["reset"] or ["reset", "cold"]:
                target.Control.RequestReset(ResetKind.Cold);
                return "Reset.\n";
            case ["reset", "warm"]:
                target.Control.RequestReset(ResetKind.Warm);
                return "Reset.\n";
            case ["phys"]:
                return _isPhysical ? "on\n" : "off\n";
            case ["phys", "on" or "off"]:
                _isPhysical = words[1] == "on";
                return "";
            case ["xp", var address]:
                return Examine("/1xw", address);
            case ["xp", var form, var address]:
                return Examine(form, address);
            case [var glued, var address] when glued.StartsWith("xp/", StringComparison.Ordinal):
                return Examine(glued[2..], address);
            default:
                return "There is no such command; 'monitor help' lists them.\n";
        }
    }

    private string ShowRegisters()
    {
        IReadOnlyList<CpuRegister> registers = [];
        link.OnMachine(() => registers = target.Cpu.Registers);
        var text = new StringBuilder();
        foreach (CpuRegister register in registers)
        {
            string digits = register.Value.ToString("x", CultureInfo.InvariantCulture).PadLeft((register.Bits + 3) / 4, '0');
            text.Append(CultureInfo.InvariantCulture, $"{register.Name,-8}0x{digits}\n");
        }

        return text.ToString();
    }

    /// <summary><c>/8xw 0x1000</c>.</summary>
    private string Examine(string form, string where)
    {
        string digits = where.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? where[2..] : where;
        int count = 0;
        int at = 1;
        for (; at < form.Length && char.IsAsciiDigit(form[at]); at++)
        {
            count = Math.Min((count * 10) + form[at] - '0', MostExamined + 1);
        }

        string letters = form.Length > at ? form[at..].Replace("x", "", StringComparison.Ordinal) : "";
        int size = letters switch { "b" => 1, "h" => 2, "" or "w" => 4, "g" => 8, _ => 0 };
        count = at == 1 ? 1 : count;
        if (form[0] != '/' || size == 0 || count is 0 or > MostExamined || !Hex.TryParse(digits, out ulong address))
        {
            return $"Write xp /COUNTxSIZE ADDRESS, for example xp /8xw 0x1000; at most {MostExamined} values.\n";
        }

        byte[] bytes = new byte[count * size];
        int read = 0;
        link.OnMachine(() => read = target.Read(address, bytes, isPhysical: true));
        var text = new StringBuilder();
        int perLine = 16 / size;
        for (int i = 0; i < read / size; i++)
        {
            text.Append(i % perLine == 0 ? $"{(i == 0 ? "" : "\n")}{address + (ulong)(i * size):x9}:" : "");
            ulong value = 0;
            for (int j = size - 1; j >= 0; j--)
            {
                value = (value << 8) | bytes[(i * size) + j];
            }

            text.Append(" 0x").Append(value.ToString($"x{2 * size}", CultureInfo.InvariantCulture));
        }

        string end = read < bytes.Length ? $"{(read > 0 ? "\n" : "")}There is no memory at 0x{address + (ulong)read:x}.\n" : "\n";
        return text.Append(end).ToString();
    }
}
