using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Benchmarks;

/// <summary>A guest program that repeats for ever; after each pass it has written its result and added one to a pass counter.</summary>
/// <param name="Name">For tables.</param>
/// <param name="Expected">What a pass must write, computed on the host.</param>
/// <param name="Body">One pass; leaves the result in EAX.</param>
internal sealed record GuestProgram(string Name, uint Expected, Action<Assembler> Body)
{
    public const uint Code = 0x1_0000;
    public const uint Result = 0x8_F000;
    public const uint Passes = 0x8_F004;
    public const uint StackTop = 0x8_0000;
    public const uint Data = 0x10_0000;
    public const uint Mmio = 0xF000_0000;
    private const uint Copy = 0x20_0000;
    private const int SieveLimit = 8192;
    private const int SortCount = 256;
    private const uint SortSeed = 12345;
    private const int CopyBytes = 64 << 10;
    private const int FibonacciOf = 16;
    private const int VectorCount = 512;
    private const int MmioReads = 1000;

    public static IReadOnlyList<GuestProgram> All { get; } =
    [
        new("sieve", CountPrimes(), Sieve),
        new("sort", SortChecksum(), Sort),
        new("copy", 0, CopyLoop),
        new("rep-movs", 0, RepMovs),
        new("calls", 987, Calls),
        new("x87-dot", X87Expected(), X87Dot),
        new("sse-mix", SseExpected(), SseMix),
        new("mmio", MmioReads * CountingDevice.Value, MmioLoop),
    ];

    public static GuestProgram Named(string name) => All.First(p => p.Name == name);

    /// <summary>The machine code: turns the FPU and SSE on, then repeats the body.</summary>
    public byte[] Assemble()
    {
        var a = new Assembler(32);
        Label top = a.CreateLabel();

        // CR0: EM and TS off, MP and NE on. CR4: OSFXSR and OSXMMEXCPT.
        a.mov(eax, cr0);
        a.and(eax, ~0xC);
        a.or(eax, 0x22);
        a.mov(cr0, eax);
        a.mov(eax, cr4);
        a.or(eax, 0x600);
        a.mov(cr4, eax);
        a.cld();
        a.Label(ref top);
        Body(a);
        a.mov(__dword_ptr[Result], eax);
        a.inc(__dword_ptr[Passes]);
        a.jmp(top);
        using var stream = new MemoryStream();
        _ = a.Assemble(new StreamCodeWriter(stream), Code);
        return stream.ToArray();
    }

    private static void Sieve(Assembler a)
    {
        Label outer = a.CreateLabel(), inner = a.CreateLabel(), next = a.CreateLabel();
        a.mov(edi, Data);
        a.mov(ecx, SieveLimit / 4);
        a.mov(eax, 0x0101_0101);
        a.rep.stosd();
        a.xor(ebx, ebx);
        a.mov(esi, 2);
        a.Label(ref outer);
        a.cmp(__byte_ptr[esi + Data], 0);
        a.je(next);
        a.inc(ebx);
        a.lea(edi, __[esi + esi]);
        a.cmp(edi, SieveLimit);
        a.jae(next);
        a.Label(ref inner);
        a.mov(__byte_ptr[edi + Data], 0);
        a.add(edi, esi);
        a.cmp(edi, SieveLimit);
        a.jb(inner);
        a.Label(ref next);
        a.inc(esi);
        a.cmp(esi, SieveLimit);
        a.jb(outer);
        a.mov(eax, ebx);
    }

    private static uint CountPrimes() =>
        (uint)Enumerable.Range(2, SieveLimit - 2).Count(static n => Enumerable.Range(2, (int)Math.Sqrt(n) - 1).All(d => n % d != 0));

    /// <summary>Insertion sort of pseudo-random words, then the sum of value times place.</summary>
    private static void Sort(Assembler a)
    {
        Label fill = a.CreateLabel(), outer = a.CreateLabel(), inner = a.CreateLabel(), place = a.CreateLabel(), sum = a.CreateLabel();
        a.mov(eax, SortSeed);
        a.xor(ecx, ecx);
        a.Label(ref fill);
        a.imul(eax, eax, 1664525);
        a.add(eax, 1013904223);
        a.mov(__dword_ptr[(ecx * 4) + Data], eax);
        a.inc(ecx);
        a.cmp(ecx, SortCount);
        a.jb(fill);
        a.mov(ecx, 1);
        a.Label(ref outer);
        a.mov(eax, __dword_ptr[(ecx * 4) + Data]);
        a.mov(edx, ecx);
        a.Label(ref inner);
        a.mov(ebx, __dword_ptr[(edx * 4) + (Data - 4)]);
        a.cmp(ebx, eax);
        a.jbe(place);
        a.mov(__dword_ptr[(edx * 4) + Data], ebx);
        a.dec(edx);
        a.jnz(inner);
        a.Label(ref place);
        a.mov(__dword_ptr[(edx * 4) + Data], eax);
        a.inc(ecx);
        a.cmp(ecx, SortCount);
        a.jb(outer);
        a.xor(eax, eax);
        a.xor(ecx, ecx);
        a.Label(ref sum);
        a.mov(ebx, __dword_ptr[(ecx * 4) + Data]);
        a.imul(ebx, ecx);
        a.add(eax, ebx);
        a.inc(ecx);
        a.cmp(ecx, SortCount);
        a.jb(sum);
    }

    private static uint SortChecksum()
    {
        uint[] values = new uint[SortCount];
        uint value = SortSeed;
        for (int i = 0; i < SortCount; i++)
        {
            values[i] = value = unchecked((value * 1664525) + 1013904223);
        }

        Array.Sort(values);
        uint sum = 0;
        for (int i = 0; i < SortCount; i++)
        {
            sum = unchecked(sum + (values[i] * (uint)i));
        }

        return sum;
    }

    /// <summary>A copy by loads and stores; the result is what differs at the last word, after the source was changed.</summary>
    private static void CopyLoop(Assembler a)
    {
        Label loop = a.CreateLabel();
        a.inc(__dword_ptr[Data + CopyBytes - 4]);
        a.xor(ecx, ecx);
        a.Label(ref loop);
        for (int i = 0; i < 16; i += 4)
        {
            a.mov(eax, __dword_ptr[ecx + (Data + (uint)i)]);
            a.mov(__dword_ptr[ecx + (Copy + (uint)i)], eax);
        }

        a.add(ecx, 16);
        a.cmp(ecx, CopyBytes);
        a.jb(loop);
        Compare(a);
    }

    private static void RepMovs(Assembler a)
    {
        a.inc(__dword_ptr[Data + CopyBytes - 4]);
        a.mov(esi, Data);
        a.mov(edi, Copy);
        a.mov(ecx, CopyBytes / 4);
        a.rep.movsd();
        Compare(a);
    }

    private static void Compare(Assembler a)
    {
        a.mov(eax, __dword_ptr[Data + CopyBytes - 4]);
        a.sub(eax, __dword_ptr[Copy + CopyBytes - 4]);
    }

    /// <summary>Recursive Fibonacci: calls, returns, stack.</summary>
    private static void Calls(Assembler a)
    {
        Label function = a.CreateLabel(), leaf = a.CreateLabel(), done = a.CreateLabel();
        a.mov(eax, FibonacciOf);
        a.call(function);
        a.jmp(done);
        a.Label(ref function);
        a.cmp(eax, 2);
        a.jb(leaf);
        a.push(eax);
        a.dec(eax);
        a.call(function);
        a.xchg(__dword_ptr[esp], eax);
        a.sub(eax, 2);
        a.call(function);
        a.pop(ecx);
        a.add(eax, ecx);
        a.Label(ref leaf);
        a.ret();
        a.Label(ref done);
        a.nop();
    }

    /// <summary>The sum of i times (i + 1/2), which the format holds exactly, times two.</summary>
    private static void X87Dot(Assembler a)
    {
        Label fill = a.CreateLabel(), loop = a.CreateLabel();
        a.fninit();
        a.xor(ecx, ecx);
        a.push(2);
        a.Label(ref fill);
        a.push(ecx);
        a.fild(__dword_ptr[esp]);
        a.fst(__qword_ptr[(ecx * 8) + Data]);
        a.fld1();
        a.fidiv(__dword_ptr[esp + 4]);
        a.faddp(st1, st0);
        a.fstp(__qword_ptr[(ecx * 8) + Copy]);
        a.pop(edx);
        a.inc(ecx);
        a.cmp(ecx, VectorCount);
        a.jb(fill);
        a.fldz();
        a.xor(ecx, ecx);
        a.Label(ref loop);
        a.fld(__qword_ptr[(ecx * 8) + Data]);
        a.fmul(__qword_ptr[(ecx * 8) + Copy]);
        a.faddp(st1, st0);
        a.inc(ecx);
        a.cmp(ecx, VectorCount);
        a.jb(loop);
        a.fadd(st0, st0);
        a.fistp(__dword_ptr[esp]);
        a.pop(eax);
    }

    private static uint X87Expected() => (uint)Enumerable.Range(0, VectorCount).Sum(static i => (2 * i * i) + i);

    /// <summary>Four running sums of small whole numbers, multiplied, shuffled and added, which single precision holds exactly.</summary>
    private static void SseMix(Assembler a)
    {
        Label fill = a.CreateLabel(), loop = a.CreateLabel();
        a.xor(ecx, ecx);
        a.Label(ref fill);
        a.mov(eax, ecx);
        a.and(eax, 15);
        a.cvtsi2ss(xmm0, eax);
        a.movss(__dword_ptr[(ecx * 4) + Data], xmm0);
        a.inc(ecx);
        a.cmp(ecx, VectorCount);
        a.jb(fill);
        a.xorps(xmm7, xmm7);
        a.xor(ecx, ecx);
        a.Label(ref loop);
        a.movaps(xmm0, __xmmword_ptr[(ecx * 4) + Data]);
        a.movaps(xmm1, xmm0);
        a.shufps(xmm1, xmm1, 0x1B);
        a.mulps(xmm0, xmm1);
        a.maxps(xmm0, xmm1);
        a.addps(xmm7, xmm0);
        a.add(ecx, 4);
        a.cmp(ecx, VectorCount);
        a.jb(loop);
        a.movaps(xmm0, xmm7);
        a.shufps(xmm0, xmm0, 0x4E);
        a.addps(xmm7, xmm0);
        a.movaps(xmm0, xmm7);
        a.shufps(xmm0, xmm0, 0xB1);
        a.addss(xmm7, xmm0);
        a.cvttss2si(eax, xmm7);
    }

    private static uint SseExpected()
    {
        int sum = 0;
        for (int i = 0; i < VectorCount; i++)
        {
            int value = i & 15;
            int mirrored = (i ^ 3) & 15;
            sum += Math.Max(value * mirrored, mirrored);
        }

        return (uint)sum;
    }

    /// <summary>Reads a register that always gives the same.</summary>
    private static void MmioLoop(Assembler a)
    {
        Label loop = a.CreateLabel();
        a.xor(eax, eax);
        a.mov(ecx, MmioReads);
        a.Label(ref loop);
        a.add(eax, __dword_ptr[Mmio]);
        a.dec(ecx);
        a.jnz(loop);
    }
}
