using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>An operand width as a type, so that the JIT makes one copy of a handler for each.</summary>
internal unsafe interface IWidth
{
    static abstract int Bits { get; }

    static abstract uint Bytes { get; }

    static abstract uint Mask { get; }

    static abstract uint Sign { get; }

    static abstract uint Load(byte* p);

    static abstract void Store(byte* p, uint value);

    /// <summary>The value sign-extended to 32 bits.</summary>
    static abstract uint SignExtend(uint value);
}

internal readonly unsafe struct W8 : IWidth
{
    public static int Bits => 8;

    public static uint Bytes => 1;

    public static uint Mask => 0xFF;

    public static uint Sign => 0x80;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Load(byte* p) => *p;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* p, uint value) => *p = (byte)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SignExtend(uint value) => (uint)(sbyte)value;
}

internal readonly unsafe struct W16 : IWidth
{
    public static int Bits => 16;

    public static uint Bytes => 2;

    public static uint Mask => 0xFFFF;

    public static uint Sign => 0x8000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Load(byte* p) => *(ushort*)p;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* p, uint value) => *(ushort*)p = (ushort)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SignExtend(uint value) => (uint)(short)value;
}

internal readonly unsafe struct W32 : IWidth
{
    public static int Bits => 32;

    public static uint Bytes => 4;

    public static uint Mask => 0xFFFF_FFFF;

    public static uint Sign => 0x8000_0000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Load(byte* p) => *(uint*)p;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* p, uint value) => *(uint*)p = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SignExtend(uint value) => value;
}
