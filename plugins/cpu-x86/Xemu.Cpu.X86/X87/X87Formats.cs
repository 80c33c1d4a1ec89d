namespace Xemu.Cpu.X86;

// The memory formats as types.
internal readonly unsafe struct X87Single : IX87Source, IX87Target
{
    public static uint Bytes => 4;

    public static bool Load(CpuState* s, Op* op, ref X87Context c, out Float80 value)
    {
        bool read = Mem.ReadOperand<W32>(s, op, out uint bits);
        value = X87Floats.WidenSingle(ref c, bits);
        return read;
    }

    public static bool Convert(ref X87Context c, in Float80 a, byte* target)
    {
        bool write = X87Floats.ToSingle(ref c, a, out uint bits);
        *(uint*)target = bits;
        return write;
    }
}

internal readonly unsafe struct X87Double : IX87Source, IX87Target
{
    public static uint Bytes => 8;

    public static bool Load(CpuState* s, Op* op, ref X87Context c, out Float80 value)
    {
        ulong bits = 0;
        bool read = Mem.Address(s, op, Bytes, write: false, out uint linear) && Mem.Read64(s, linear, out bits);
        value = X87Floats.WidenDouble(ref c, bits);
        return read;
    }

    public static bool Convert(ref X87Context c, in Float80 a, byte* target)
    {
        bool write = X87Floats.ToDouble(ref c, a, out ulong bits);
        *(ulong*)target = bits;
        return write;
    }
}

internal readonly unsafe struct X87Extended : IX87Source, IX87Target
{
    public static uint Bytes => 10;

    public static bool Load(CpuState* s, Op* op, ref X87Context c, out Float80 value)
    {
        value = default;
        fixed (Float80* place = &value)
        {
            return Mem.Address(s, op, Bytes, write: false, out uint linear) && Mem.ReadBytes(s, linear, (byte*)place, Bytes);
        }
    }

    public static bool Convert(ref X87Context c, in Float80 a, byte* target)
    {
        *(ulong*)target = a.Significand;
        *(ushort*)(target + 8) = a.SignExponent;
        return true;
    }
}

internal readonly unsafe struct X87Int16 : IX87Source, IX87Target
{
    public static uint Bytes => 2;

    public static bool Load(CpuState* s, Op* op, ref X87Context c, out Float80 value)
    {
        bool read = Mem.ReadOperand<W16>(s, op, out uint bits);
        value = X87Integers.FromInt64((short)bits);
        return read;
    }

    public static bool Convert(ref X87Context c, in Float80 a, byte* target)
    {
        bool write = X87Integers.ToInt16(ref c, a, out short value);
        *(short*)target = value;
        return write;
    }
}

internal readonly unsafe struct X87Int32 : IX87Source, IX87Target
{
    public static uint Bytes => 4;

    public static bool Load(CpuState* s, Op* op, ref X87Context c, out Float80 value)
    {
        bool read = Mem.ReadOperand<W32>(s, op, out uint bits);
        value = X87Integers.FromInt64((int)bits);
        return read;
    }

    public static bool Convert(ref X87Context c, in Float80 a, byte* target)
    {
        bool write = X87Integers.ToInt32(ref c, a, out int value);
        *(int*)target = value;
        return write;
    }
}

internal readonly unsafe struct X87Int64 : IX87Source, IX87Target
{
    public static uint Bytes => 8;

    public static bool Load(CpuState* s, Op* op, ref X87Context c, out Float80 value)
    {
        ulong bits = 0;
        bool read = Mem.Address(s, op, Bytes, write: false, out uint linear) && Mem.Read64(s, linear, out bits);
        value = X87Integers.FromInt64((long)bits);
        return read;
    }

    public static bool Convert(ref X87Context c, in Float80 a, byte* target)
    {
        bool write = X87Integers.ToInt64(ref c, a, out long value);
        *(long*)target = value;
        return write;
    }
}

internal readonly unsafe struct X87Decimal : IX87Source, IX87Target
{
    public static uint Bytes => X87Bcd.SizeBytes;

    public static bool Load(CpuState* s, Op* op, ref X87Context c, out Float80 value)
    {
        byte* digits = stackalloc byte[X87Bcd.SizeBytes];
        bool read = Mem.Address(s, op, Bytes, write: false, out uint linear) && Mem.ReadBytes(s, linear, digits, Bytes);
        value = read ? X87Bcd.Load(new ReadOnlySpan<byte>(digits, X87Bcd.SizeBytes)) : default;
        return read;
    }

    public static bool Convert(ref X87Context c, in Float80 a, byte* target) =>
        X87Bcd.Store(ref c, a, new Span<byte>(target, X87Bcd.SizeBytes));
}
