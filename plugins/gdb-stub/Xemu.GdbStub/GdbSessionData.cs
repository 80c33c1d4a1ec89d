using System.Text;
using Xemu.Abstractions.Cpu;

namespace Xemu.GdbStub;

/// <content>Registers and memory.</content>
internal sealed partial class GdbSession
{
    private const int MostRead = (PacketReader.MaxBytes / 2) - 8;

    private bool _isPhysical;

    private string ReadRegisters()
    {
        Dictionary<string, CpuRegister> values = TakeRegisters();
        var text = new StringBuilder();
        foreach (TargetRegister register in TargetDescription.Registers)
        {
            text.Append(Text(values, register));
        }

        return text.ToString();
    }

    private string ReadRegister(string rest) =>
        Hex.TryParse(rest, out ulong number) && number < (ulong)TargetDescription.Registers.Count
            ? Text(TakeRegisters(), TargetDescription.Registers[(int)number])
            : BadRequest;

    private string WriteRegisters(string rest)
    {
        int at = 0;
        foreach (TargetRegister register in TargetDescription.Registers)
        {
            if (rest.Length - at < 2 * register.Bytes)
            {
                break;
            }

            string digits = rest.Substring(at, 2 * register.Bytes);
            at += digits.Length;
            if (digits[0] != 'x' && !SetRegister(register, digits))
            {
                return BadRequest;
            }
        }

        return at == 0 ? BadRequest : Ok;
    }

    private string WriteRegister(string rest)
    {
        int equals = rest.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && Hex.TryParse(rest.AsSpan(0, equals), out ulong number) && number < (ulong)TargetDescription.Registers.Count
            && SetRegister(TargetDescription.Registers[(int)number], rest[(equals + 1)..]) ? Ok : BadRequest;
    }

    private bool SetRegister(TargetRegister register, string digits)
    {
        if (digits.Length != 2 * register.Bytes || Hex.Bytes(digits) is not { } bytes)
        {
            return false;
        }

        UInt128 value = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        try
        {
            link.OnMachine(() => target.Cpu.SetRegister(register.Name, value));
            return true;
        }
        catch (ArgumentException)
        {
            // The CPU has no such register, or it is narrower.
            return false;
        }
    }

    private Dictionary<string, CpuRegister> TakeRegisters()
    {
        Dictionary<string, CpuRegister> values = [];
        link.OnMachine(() =>
        {
            foreach (CpuRegister register in target.Cpu.Registers)
            {
                values[register.Name] = register;
            }
        });
        return values;
    }

    /// <summary>The lowest byte first; x where the CPU has no such register.</summary>
    private static string Text(Dictionary<string, CpuRegister> values, TargetRegister register)
    {
        if (!values.TryGetValue(register.Name, out CpuRegister found))
        {
            return new string('x', 2 * register.Bytes);
        }

        Span<byte> bytes = stackalloc byte[16];
        for (int i = 0; i < 16; i++)
        {
            bytes[i] = (byte)(found.Value >> (8 * i));
        }

        return Hex.Text(bytes[..register.Bytes]);
    }

    private string ReadMemory(string rest)
    {
        if (!Hex.TryParsePair(rest, out ulong address, out ulong length))
        {
            return BadRequest;
        }

        byte[] bytes = new byte[(int)Math.Min(length, MostRead)];
        int read = 0;
        link.OnMachine(() => read = target.Read(address, bytes, _isPhysical));
        return read == 0 && bytes.Length > 0 ? NotThere : Hex.Text(bytes.AsSpan(0, read));
    }

    private string WriteMemory(string rest)
    {
        int colon = rest.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Hex.TryParsePair(rest.AsSpan(0, colon), out ulong address, out ulong length)
            && Hex.Bytes(rest.AsSpan(colon + 1)) is { } bytes && (ulong)bytes.Length == length ? Write(address, bytes) : BadRequest;
    }

    private string WriteBinary(string rest, ReadOnlySpan<byte> packet)
    {
        int colon = rest.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !Hex.TryParsePair(rest.AsSpan(0, colon), out ulong address, out ulong length))
        {
            return BadRequest;
        }

        byte[] bytes = Hex.Unescape(packet[(colon + 2)..]);
        return (ulong)bytes.Length == length ? Write(address, bytes) : BadRequest;
    }

    private string Write(ulong address, byte[] bytes)
    {
        bool done = false;
        link.OnMachine(() => done = target.Write(address, bytes, _isPhysical));
        return done ? Ok : NotThere;
    }
}
