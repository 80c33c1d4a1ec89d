using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Runs random cases of every code on both processors.</summary>
internal sealed class OracleCampaign(ulong seed, int casesPerCode, string? only)
{
    private const int ShownPerCode = 3;
    private readonly List<(Regex Pattern, string Reason)> _excluded = ReadExcluded();
    private readonly List<(Regex Pattern, Regex Difference)> _known = ReadKnown();
    private readonly StringBuilder _report = new();

    public int Covered { get; private set; }

    public int Total { get; private set; }

    public int Excluded { get; private set; }

    public long Cases { get; private set; }

    public long Faults { get; private set; }

    public long Mismatches { get; private set; }

    /// <summary>Differences that KnownMismatches.txt lists.</summary>
    public long Known { get; private set; }

    /// <summary>Codes of which every case faulted: privileged ones, at level 3.</summary>
    public List<Code> OnlyFaults { get; } = [];

    public string Report => _report.ToString();

    public void Run(HostCpu host, GuestCpu guest)
    {
        foreach (Code code in Codes())
        {
            Total++;
            if (_excluded.Any(e => e.Pattern.IsMatch(code.ToString())))
            {
                Excluded++;
                continue;
            }

            if (only != null && !Regex.IsMatch(code.ToString(), only))
            {
                continue;
            }

            Covered++;
            RunCode(code, host, guest);
        }
    }

    /// <summary>All that the part has, by Iced's features, in 32-bit code.</summary>
    private static IEnumerable<Code> Codes() =>
        Enumerable.Range(1, HandlerTable.CodeCount - 1).Select(i => (Code)i).Where(c => LegalCodes.IsLegal(c) && c.ToOpCode().Mode32);

    private static List<(Regex Pattern, string Reason)> ReadExcluded() =>
        [.. OracleText.Lines("Excluded.txt").Select(w => (CodePattern(w[0]), string.Join(' ', w[1..])))];

    /// <summary>In the table an underscore in the second column stands for a space.</summary>
    private static List<(Regex Pattern, Regex Difference)> ReadKnown() =>
        [.. OracleText.Lines("KnownMismatches.txt").Select(w => (CodePattern(w[0]), new Regex(w[1].Replace('_', ' '))))];

    private static Regex CodePattern(string text) => new("^" + text.Replace("*", ".*", StringComparison.Ordinal) + "$");

    private void RunCode(Code code, HostCpu host, GuestCpu guest)
    {
        // A seed of its own, so that a code alone gives the same cases as in the whole.
        var builder = new OracleBuilder(seed ^ ((ulong)Fnv(code.ToString()) << 20));
        var comparer = new OracleComparer();
        var c = new OracleCase();
        var left = new CpuImage();
        var right = new CpuImage();
        long mismatches = 0;
        long faults = Faults;
        for (int i = 0; i < casesPerCode; i++)
        {
            builder.Build(code, c);
            c.Data.CopyTo(HostCpu.Data);
            c.Data.CopyTo(guest.Data);
            host.Run(c.Bytes, c.Before, left);
            guest.Run(c.Bytes, c.Before, right);
            Cases++;
            Faults += left.Vector >= 0 ? 1 : 0;
            IReadOnlyList<string> differences = comparer.Compare(c, left, right, HostCpu.Data, guest.Data);
            if (differences.Count != 0 && IsKnown(code, differences[0]))
            {
                Known++;
                _report.AppendLine(CultureInfo.InvariantCulture, $"known: {code} #{i} {Describe(c)} -> {string.Join(", ", differences.Take(3))}");
            }
            else if (differences.Count != 0)
            {
                mismatches++;
                if (mismatches <= ShownPerCode)
                {
                    _report.AppendLine(CultureInfo.InvariantCulture, $"{code} #{i} {Describe(c)} -> {string.Join(", ", differences.Take(6))}");
                }
            }
        }

        if (Faults - faults == casesPerCode)
        {
            OnlyFaults.Add(code);
        }

        if (mismatches != 0)
        {
            _report.AppendLine(CultureInfo.InvariantCulture, $"{code}: {mismatches} of {casesPerCode} differ");
            Mismatches += mismatches;
        }
    }

    private bool IsKnown(Code code, string difference) =>
        _known.Any(k => k.Pattern.IsMatch(code.ToString()) && k.Difference.IsMatch(difference));

    /// <summary>Bytes, disassembly and the state that matters.</summary>
    private static string Describe(OracleCase c)
    {
        CpuImage b = c.Before;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Convert.ToHexString(c.Bytes)} {c.Instruction} |");
        for (int i = 0; i < 8; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $" {b.Gpr[i]:X}");
        }

        text.Append(CultureInfo.InvariantCulture, $" fl={b.Eflags:X}");
        uint offset = c.Address - OracleLayout.Data;
        int shown = Math.Clamp(c.Size, 4, 16);
        if (c.Address != 0 && offset <= OracleLayout.DataBytes - shown)
        {
            text.Append(CultureInfo.InvariantCulture, $" [{c.Address:X}]={Convert.ToHexString(c.Data.AsSpan((int)offset, shown))}");
        }

        Unit(c, text);
        return text.ToString();
    }

    private static void Unit(OracleCase c, StringBuilder text)
    {
        CpuImage b = c.Before;
        Code code = c.Instruction.Code;
        if (code.CpuidFeatures().Any(f => f is CpuidFeature.SSE))
        {
            text.Append(CultureInfo.InvariantCulture, $" mxcsr={b.Dword(FxImage.Mxcsr):X}");
            for (int i = 0; i < Math.Min(2, c.Instruction.OpCount); i++)
            {
                if (c.Instruction.GetOpKind(i) == OpKind.Register && c.Instruction.GetOpRegister(i).IsXMM())
                {
                    int at = FxImage.Xmm + (16 * (c.Instruction.GetOpRegister(i) - Register.XMM0));
                    text.Append(CultureInfo.InvariantCulture, $" {c.Instruction.GetOpRegister(i)}={b.Dword(at):X8},{b.Dword(at + 4):X8},{b.Dword(at + 8):X8},{b.Dword(at + 12):X8}");
                }
            }
        }

        if (code.ToString()[0] == 'F' || code == Code.Wait || code.CpuidFeatures().Any(f => f is CpuidFeature.MMX))
        {
            text.Append(CultureInfo.InvariantCulture, $" fcw={b.Word(0):X4} fsw={b.Word(2):X4} tags={b.Fx[4]:X2}");
            for (int i = 0; i < 2; i++)
            {
                int at = FxImage.Stack + (16 * i);
                text.Append(CultureInfo.InvariantCulture, $" st{i}={b.Word(at + 8):X4}:{BitConverter.ToUInt64(b.Fx, at):X16}");
            }
        }
    }

    private static uint Fnv(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash;
    }
}
