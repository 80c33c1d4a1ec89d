namespace Xemu.Cpu.X86.Tests;

/// <summary>What one instruction starts from and leaves behind, on either processor. Memory is compared apart.</summary>
internal sealed class CpuImage
{
    public const int FxBytes = 512;

    public uint[] Gpr { get; } = new uint[8];

    /// <summary>ES CS SS DS FS GS.</summary>
    public ushort[] Segments { get; } = new ushort[6];

    /// <summary>An FXSAVE image.</summary>
    public byte[] Fx { get; } = new byte[FxBytes];

    public uint Eip { get; set; }

    public uint Eflags { get; set; }

    /// <summary>Vector of the fault, or -1.</summary>
    public int Vector { get; set; } = -1;

    public uint Error { get; set; }

    public uint Cr2 { get; set; }

    public void CopyFrom(CpuImage other)
    {
        other.Gpr.CopyTo(Gpr, 0);
        other.Segments.CopyTo(Segments, 0);
        other.Fx.CopyTo(Fx, 0);
        Eip = other.Eip;
        Eflags = other.Eflags;
        Vector = other.Vector;
        Error = other.Error;
        Cr2 = other.Cr2;
    }

    public ushort Word(int offset) => BitConverter.ToUInt16(Fx, offset);

    public uint Dword(int offset) => BitConverter.ToUInt32(Fx, offset);

    public void SetWord(int offset, ushort value) => BitConverter.TryWriteBytes(Fx.AsSpan(offset), value);

    public void SetDword(int offset, uint value) => BitConverter.TryWriteBytes(Fx.AsSpan(offset), value);

    public void SetQword(int offset, ulong value) => BitConverter.TryWriteBytes(Fx.AsSpan(offset), value);
}
