namespace Xemu.Cpu.X86.Tests;

/// <summary>What of a case is not compared.</summary>
internal sealed class OracleMask
{
    public uint Flags { get; set; }

    /// <summary>Bits of the x87 status word.</summary>
    public uint Status { get; set; }

    public bool Destination { get; set; }

    /// <summary>All of the memory that the case works on.</summary>
    public bool Data { get; set; }

    public bool Cr2 { get; set; }

    public bool General { get; set; }

    public bool Unit { get; set; }

    /// <summary>Distance allowed between x87 registers.</summary>
    public ulong Ulps { get; set; }

    /// <summary>Adds a word of the tables.</summary>
    public void Add(string word)
    {
        switch (word)
        {
            case "CF":
                Flags |= Efl.Cf;
                break;
            case "PF":
                Flags |= Efl.Pf;
                break;
            case "AF":
                Flags |= Efl.Af;
                break;
            case "ZF":
                Flags |= Efl.Zf;
                break;
            case "SF":
                Flags |= Efl.Sf;
                break;
            case "OF":
                Flags |= Efl.Of;
                break;
            case "C0" or "C1" or "C2":
                Status |= 0x100u << (word[1] - '0');
                break;
            case "C3":
                Status |= 0x4000;
                break;
            case "DEST":
                Destination = true;
                break;
            case "DATA":
                Data = true;
                break;
            case "CR2":
                Cr2 = true;
                break;
            case "GPR":
                General = true;
                break;
            case "UNIT":
                Unit = true;
                break;
            case "ULP1" or "ULP2":
                Ulps = (ulong)(word[3] - '0');
                break;
            default:
                throw new InvalidDataException($"'{word}' is not a word of the oracle's tables.");
        }
    }
}
