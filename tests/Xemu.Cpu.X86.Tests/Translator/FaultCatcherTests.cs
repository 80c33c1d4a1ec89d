using System.Runtime.CompilerServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

// Not beside the oracle: its handler puts SIGFPE on the alternate stack, too small for the runtime to throw from.
[Collection(HostSignals.Name)]
public sealed unsafe class FaultCatcherTests : IDisposable
{
    private const int SigSegv = 11;
    private const int SigFpe = 8;
    private const int SigIll = 4;

    // CF PF AF ZF SF OF, all set or none, over the bit that always is and IF.
    private const ulong StatusSet = 0xAD7;
    private const ulong StatusClear = 0x202;
    private const ulong StatusMask = 0x8D5;
    private readonly GuestMemory _memory;
    private readonly GuestWindow _window;
    private uint _faults;

    public FaultCatcherTests()
    {
        Assert.SkipUnless(FaultCatcher.IsSupported(out string? reason) && GuestWindow.IsSupported(out reason), reason ?? string.Empty);
        _memory = new GuestMemory(4);
        _window = new GuestWindow(MappingBudget.Process);
    }

    public void Dispose()
    {
        _window?.Dispose();
        _memory?.Dispose();
    }

    [Fact]
    public void ReadByGs_OfMappedPage_GivesItsBytesAndNoFault()
    {
        using var code = new EmittedCode(Load);
        _memory.Dword(8) = 0x1234_5678;
        _window.Map(0x80123, _memory.Descriptor, 0, isWritable: false);
        code.Frame->Rdi = 0xFFFF_FFFF_8012_3000;
        code.Frame->Flags = StatusClear;

        bool faulted = code.Run(_window);

        Assert.False(faulted);
        Assert.Equal(0x1234_5678ul, code.Frame->Rax);
        Assert.Equal(0ul, code.Record->Rip);
    }

    [Theory]
    [InlineData(StatusSet)]
    [InlineData(StatusClear)]
    public void ReadByGs_OfUnmappedPage_RecordsAndKeepsEveryRegisterAndFlag(ulong flags)
    {
        using var code = new EmittedCode(Load);
        FillRegisters(code.Frame);
        code.Frame->Rdi = 0xFFFF_0FF8;
        code.Frame->Flags = flags;
        ulong[] before = Registers(code.Frame);

        bool faulted = code.Run(_window);

        Assert.True(faulted);
        Assert.Equal(before, Registers(code.Frame));
        Assert.Equal(flags & StatusMask, code.Frame->Flags & StatusMask);
        Assert.Equal(code.BodyRip, code.Record->Rip);
        Assert.Equal((ulong)_window.Base + 0xFFFF_1000, code.Record->Address);
        Assert.Equal((ulong)SigSegv, code.Record->Signal);
        Assert.Equal(0ul, code.Record->Error & 2);
        Assert.True(code.Record->Code is 1 or 2);
    }

    [Fact]
    public void WriteByGs_ToReadOnlyPage_HasErrorBit1AndWritesNothing()
    {
        using var code = new EmittedCode(Store);
        _window.Map(5, _memory.Descriptor, 0x1000, isWritable: false);
        code.Frame->Rdi = 0x5000;
        code.Frame->Rax = 0xDEAD_BEEF;
        code.Frame->Flags = StatusClear;

        bool faulted = code.Run(_window);

        Assert.True(faulted);
        Assert.Equal(2ul, code.Record->Error & 2);
        Assert.Equal((ulong)_window.Base + 0x5008, code.Record->Address);
        Assert.Equal(0u, _memory.Dword(0x1008));
    }

    [Fact]
    public void WriteByGs_AfterProtectAllowsIt_Writes()
    {
        using var code = new EmittedCode(Store);
        _window.Map(5, _memory.Descriptor, 0x1000, isWritable: false);
        _window.Protect(5, isWritable: true);
        code.Frame->Rdi = 0x5000;
        code.Frame->Rax = 0xDEAD_BEEF;
        code.Frame->Flags = StatusClear;

        bool faulted = code.Run(_window);

        Assert.False(faulted);
        Assert.Equal(0xDEAD_BEEFu, _memory.Dword(0x1008));
    }

    [Fact]
    public void Divide_ByZero_IsCaughtAsSigFpe()
    {
        using var code = new EmittedCode(static a => a.div(ecx));
        FillRegisters(code.Frame);
        code.Frame->Registers[1] = 0;
        code.Frame->Flags = StatusClear;
        ulong[] before = Registers(code.Frame);

        bool faulted = code.Run();

        Assert.True(faulted);
        Assert.Equal((ulong)SigFpe, code.Record->Signal);
        Assert.Equal(code.BodyRip, code.Record->Rip);
        Assert.Equal(before, Registers(code.Frame));
    }

    [Fact]
    public void InvalidOpcode_InRegion_IsCaughtAsSigIll()
    {
        using var code = new EmittedCode(static a => a.ud2());
        code.Frame->Flags = StatusClear;

        bool faulted = code.Run();

        Assert.True(faulted);
        Assert.Equal((ulong)SigIll, code.Record->Signal);
    }

    [Theory]
    [InlineData(0xFFFF_FFFF)]
    [InlineData(0xFFFF_FFFC)]
    public void AccessAcrossTheEnd_OfTheWindow_FaultsInTheGuard(uint linear)
    {
        using var code = new EmittedCode(static a => a.mov(rax, __qword_ptr.gs[edi]));
        _window.Map(0xFFFFF, _memory.Descriptor, 0, isWritable: true);
        _window.Map(0, _memory.Descriptor, 0, isWritable: true);
        code.Frame->Rdi = linear;
        code.Frame->Flags = StatusClear;

        bool faulted = code.Run(_window);

        Assert.True(faulted);
        Assert.Equal((ulong)_window.Base + 0x1_0000_0000, code.Record->Address);
    }

    [Fact]
    public void CodeInDualMemory_Faults_AsAnyOther()
    {
        using var code = new EmittedCode(Load, isDual: true);
        code.Frame->Rdi = 0x7000;
        code.Frame->Flags = StatusClear;

        bool faulted = code.Run(_window);

        Assert.True(faulted);
        Assert.Equal(code.BodyRip, code.Record->Rip);
    }

    [Fact]
    public void NullReference_WithHandlerInstalled_IsStillThrown()
    {
        using var code = new EmittedCode(Load);

        for (int i = 0; i < 100; i++)
        {
            AssertNullReference();
        }

        Assert.Equal(0ul, code.Record->Rip);
    }

    [Fact]
    public void DivideByZero_OfManagedCode_IsStillThrown()
    {
        using var code = new EmittedCode(Load);

        for (int i = 0; i < 100; i++)
        {
            Assert.Throws<DivideByZeroException>(() =>
            {
                _ = Divide(1, 0);
            });
        }

        Assert.Equal(0ul, code.Record->Rip);
    }

    [Fact]
    public void Faults_TenThousandWithCollectionsBeside_AreAllCaught()
    {
        using var code = new EmittedCode(Load);
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() => Collect(stop.Token));
        collector.Start();
        int caught = 0;
        for (uint i = 0; i < 10_000; i++)
        {
            code.Frame->Rdi = i << 12;
            code.Frame->Flags = StatusSet;
            bool isRight = code.Run(_window) && code.Record->Address == (ulong)_window.Base + (i << 12) + 8 && code.Frame->Rdi == i << 12;
            caught += isRight ? 1 : 0;
            Volatile.Write(ref _faults, i);
            if (i % 10 == 0)
            {
                AssertNullReference();
            }
        }

        stop.Cancel();
        collector.Join();

        Assert.Equal(10_000, caught);
    }

    [Fact]
    public void Regions_OfFourThreads_EachFillTheirOwnRecord()
    {
        int[] caught = new int[4];
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(i => new Thread(() => caught[i] = FaultInOwnWindow((uint)i + 1)))];

        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        Assert.Equal([1000, 1000, 1000, 1000], caught);
    }

    [Fact]
    public void Register_ManyTimesAfterDispose_ReusesPlaces()
    {
        for (int i = 0; i < 500; i++)
        {
            using var code = new EmittedCode(Load);
            code.Frame->Rdi = 0x9000;
            code.Frame->Flags = StatusClear;
            Assert.True(code.Run(_window));
        }
    }

    private static void AssertNullReference() => Assert.Throws<NullReferenceException>(() =>
    {
        _ = LengthOf(null!);
    });

    private static int FaultInOwnWindow(uint page)
    {
        using var window = new GuestWindow(MappingBudget.Process);
        int caught = 0;
        for (int i = 0; i < 1000; i++)
        {
            // A region of its own each time: registration and faults of the others overlap.
            using var code = new EmittedCode(Load);
            code.Frame->Rdi = page << 12;
            code.Frame->Flags = StatusClear;
            caught += code.Run(window) && code.Record->Address == (ulong)window.Base + (page << 12) + 8 ? 1 : 0;
        }

        return caught;
    }

    /// <summary>Collects again and again, but lets a fault happen between: one collection straight after the other stops everybody else.</summary>
    private void Collect(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            uint before = Volatile.Read(ref _faults);
            _ = new byte[1000];
            GC.Collect(0);
            while (Volatile.Read(ref _faults) == before && !stop.IsCancellationRequested)
            {
                Thread.SpinWait(10);
            }
        }
    }

    private static void Load(Assembler a) => a.mov(eax, __dword_ptr.gs[edi + 8]);

    private static void Store(Assembler a) => a.mov(__dword_ptr.gs[edi + 8], eax);

    private static void FillRegisters(EmittedFrame* frame)
    {
        for (int i = 0; i < EmittedFrame.RegisterCount; i++)
        {
            frame->Registers[i] = 0x0101_0101_0101_0101ul * (ulong)(i + 1);
        }
    }

    private static ulong[] Registers(EmittedFrame* frame) => new ReadOnlySpan<ulong>(frame->Registers, EmittedFrame.RegisterCount).ToArray();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LengthOf(string text) => text.Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int a, int b) => a / b;
}
