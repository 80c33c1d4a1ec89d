using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The 108 bytes that FNSAVE writes and FRSTOR reads, 32-bit protected form (Intel SDM vol. 1, figure 8-9).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct X87Image
{
    public uint Control;
    public uint StatusWord;
    public uint Tags;
    public uint InstructionPointer;
    public uint CodeSelectorAndOpcode;
    public uint DataPointer;
    public uint DataSelector;
    private Registers _registers;

    /// <summary>A clean unit whose stack holds the values given, ST0 first.</summary>
    public static X87Image WithStack(ushort control, params ReadOnlySpan<Float80> stack)
    {
        int top = (8 - stack.Length) & 7;
        var image = new X87Image
        {
            Control = 0xFFFF_0000u | control,
            StatusWord = 0xFFFF_0000u | (uint)(top << 11),
            Tags = 0xFFFF_FFFF,
        };
        for (int i = 0; i < stack.Length; i++)
        {
            // FRSTOR recomputes all tags but "empty", so 0 (valid) is enough.
            image.Tags &= ~(3u << (2 * ((top + i) & 7)));
            image.SetRegister(i, stack[i]);
        }

        return image;
    }

    public readonly X87Status Status => (X87Status)StatusWord;

    public readonly int Top => (int)(StatusWord >> 11) & 7;

    /// <summary>True when ST(i) is not empty.</summary>
    public readonly bool IsValid(int i) => ((Tags >> (2 * ((Top + i) & 7))) & 3) != 3;

    public readonly Float80 Register(int i)
    {
        ReadOnlySpan<byte> raw = ((ReadOnlySpan<byte>)_registers).Slice(10 * i, 10);
        return new Float80(MemoryMarshal.Read<ulong>(raw), MemoryMarshal.Read<ushort>(raw[8..]));
    }

    public void SetRegister(int i, Float80 value)
    {
        Span<byte> raw = ((Span<byte>)_registers).Slice(10 * i, 10);
        MemoryMarshal.Write(raw, value.Significand);
        MemoryMarshal.Write(raw[8..], value.SignExponent);
    }

    [InlineArray(80)]
    private struct Registers
    {
        private byte _first;
    }
}
