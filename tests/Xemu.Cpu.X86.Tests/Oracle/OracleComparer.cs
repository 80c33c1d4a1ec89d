using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Compares what the two processors left behind.</summary>
internal sealed class OracleComparer
{
    private static readonly string[] Names = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"];
    private static readonly string[] SegmentNames = ["es", "cs", "ss", "ds", "fs", "gs"];
    private readonly OracleRules _rules = new();
    private readonly List<string> _differences = [];

    /// <summary>The differences, "what: host / guest"; empty when there are none.</summary>
    public IReadOnlyList<string> Compare(OracleCase c, CpuImage host, CpuImage guest, ReadOnlySpan<byte> hostData, ReadOnlySpan<byte> guestData)
    {
        _differences.Clear();
        OracleMask mask = _rules.Mask(c, host.Vector >= 0);
        Check("vector", host.Vector, guest.Vector);
        if (host.Vector == guest.Vector)
        {
            Check("eip", host.Eip, guest.Eip);
            if (host.Vector is Fault.AC or Fault.GP or Fault.PF or Fault.NP or Fault.SS)
            {
                Check("error", host.Error, guest.Error);
            }

            if (host.Vector == Fault.PF && !mask.Cr2)
            {
                Check("cr2", host.Cr2, guest.Cr2);
            }
        }

        Check("eflags", host.Eflags & ~mask.Flags, guest.Eflags & ~mask.Flags);
        for (int i = 0; i < 8; i++)
        {
            if (!mask.General && (!mask.Destination || !IsDestination(c.Instruction, i)))
            {
                Check(Names[i], host.Gpr[i], guest.Gpr[i]);
            }
        }

        for (int i = 0; i < 6; i++)
        {
            // An interrupt of the host's kernel between the instruction and the look at it clears the RPL of null selectors.
            bool nulls = host.Segments[i] == 0 && guest.Segments[i] < 4;
            Check(SegmentNames[i], host.Segments[i], nulls ? 0 : guest.Segments[i]);
        }

        OracleUnit.Compare(c, mask, host, guest, _differences);
        if (!mask.Data)
        {
            CompareData(c, hostData, guestData, mask.Destination);
        }

        return _differences;
    }

    private static bool IsDestination(in Instruction instruction, int register) =>
        instruction.Op0Kind == OpKind.Register && instruction.Op0Register.IsGPR()
            && instruction.Op0Register.GetFullRegister32() - Register.EAX == register;

    private void CompareData(OracleCase c, ReadOnlySpan<byte> host, ReadOnlySpan<byte> guest, bool destination)
    {
        if (host.SequenceEqual(guest))
        {
            return;
        }

        int shown = 0;
        for (int i = 0; i < host.Length && shown < 4; i++)
        {
            uint address = OracleLayout.Data + (uint)i;
            uint inOperand = address - c.Address;
            bool skipped = (destination && inOperand < c.Size) || OracleUnit.IsUnstable(c.Instruction.Mnemonic, c.Size, inOperand);
            if (host[i] != guest[i] && !skipped)
            {
                _differences.Add($"[{address:X}+{i - (int)(c.Address - OracleLayout.Data)}]: {host[i]:X2} / {guest[i]:X2}");
                shown++;
            }
        }
    }

    private void Check(string what, long host, long guest)
    {
        if (host != guest)
        {
            _differences.Add($"{what}: {host:X} / {guest:X}");
        }
    }
}
