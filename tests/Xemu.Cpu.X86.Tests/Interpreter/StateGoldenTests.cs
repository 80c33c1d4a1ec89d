using System.IO.Compression;
using Xemu.Testing;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>States that earlier builds have saved load, and go on as the processor did that they were saved from.</summary>
public sealed class StateGoldenTests
{
    private const ulong SavedAt = 16;

    /// <summary>The version that is written now; its file was made by <see cref="StateBytes.Save"/> of <see cref="Stopped"/>.</summary>
    private const int Current = 2;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void GoldenState_Loaded_GoesOnAsTheOneThatNeverStopped(int version)
    {
        using Guest whole = Stopped();
        using Guest loaded = Stopped();

        StateBytes.Load(loaded.Cpu, Golden(version));
        whole.Run();
        loaded.Run();

        Assert.Equal(0x5A5Au, loaded.Register(Reg.Esi));
        Assert.Equal(StateBytes.Save(whole.Cpu), StateBytes.Save(loaded.Cpu));
        Assert.Equal(whole.RamHash(), loaded.RamHash());
    }

    [Fact]
    public void State_OfTheCurrentVersion_IsTheGoldenOne()
    {
        using Guest guest = Stopped();

        Assert.Equal(Golden(Current), StateBytes.Save(guest.Cpu));
    }

    private static byte[] Golden(int version)
    {
        using var file = new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "golden", $"cpu-x86-{version}.gz")), CompressionMode.Decompress);
        var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>A program with paging, x87 and SSE, in the middle of it.</summary>
    private static Guest Stopped()
    {
        Guest guest = PagingTests.Paged(static a =>
        {
            a.mov(eax, cr4);
            a.or(eax, 0x600);
            a.mov(cr4, eax);
            a.fninit();
            a.fldpi();
            a.fld1();
            a.mov(__dword_ptr[0x20_0000], 0x4048_F5C3);
            a.movss(xmm3, __dword_ptr[0x20_0000]);
            a.add(ecx, __dword_ptr[0x20_0000]);
            a.push(ecx);
            a.sqrtss(xmm4, xmm3);
            a.faddp(st1, st0);
            a.fstp(__tbyte_ptr[0x20_0010]);
            a.movss(__dword_ptr[0x20_0020], xmm4);
            a.pop(edx);
            a.mov(esi, 0x5A5A);
            a.hlt();
        });
        guest.Cpu.Run(SavedAt);
        return guest;
    }
}
