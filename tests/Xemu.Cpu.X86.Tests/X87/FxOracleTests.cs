using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The x87 part of FXSAVE and FXRSTOR against the host.</summary>
public unsafe class FxOracleTests
{
    private const int Seed = 0xF5A7E;
    private const int CaseCount = 2_000;
    private const int ImageBytes = 512;
    private const uint DefaultMxcsr = 0x1F80;

    // AMD parts leave the pointers (bytes 6 to 23) alone unless an exception is pending (AMD64 APM vol. 2, 11.4.4).
    private static readonly Range[] Compared = [0..6, 32..160];

    private static readonly byte[] Fxsave = [0x0F, 0xAE, 0x02];
    private static readonly byte[] Fxrstor = [0x0F, 0xAE, 0x0A];

    [Fact]
    public void Fxsave_RandomStack_AgreesWithHost()
    {
        Assert.SkipUnless(ExecutableMemory.IsSupported, "The oracle is the host's own x87.");
        var comparison = new Comparison("FXSAVE", Seed);
        var operands = new Operands(Seed);
        using var machine = NewMachine();
        using var stub = new X87Stub(Fxsave);
        byte[] host = GC.AllocateUninitializedArray<byte>(ImageBytes + 16, pinned: true);

        for (int i = 0; i < CaseCount; i++)
        {
            X87Image before = NextImage(operands);
            machine.Load(before);
            Assert.True(machine.Run(Fxsave));
            Span<byte> image = Aligned(host);
            stub.Run(before, out _, image);
            byte[] ours = machine.Page[..ImageBytes].ToArray();
            byte[] theirs = image.ToArray();

            comparison.Check(
                Array.TrueForAll(Compared, r => ours[r].AsSpan().SequenceEqual(theirs[r])),
                () => Convert.ToHexString(ours[..160]) + " " + Convert.ToHexString(theirs[..160]));
        }

        comparison.Finish();
    }

    [Fact]
    public void Fxrstor_RandomImage_AgreesWithHost()
    {
        Assert.SkipUnless(ExecutableMemory.IsSupported, "The oracle is the host's own x87.");
        var comparison = new Comparison("FXRSTOR", Seed);
        var operands = new Operands(Seed);
        using var machine = NewMachine();
        using var stub = new X87Stub(Fxrstor);
        byte[] host = GC.AllocateUninitializedArray<byte>(ImageBytes + 16, pinned: true);

        for (int i = 0; i < CaseCount; i++)
        {
            Span<byte> image = Aligned(host);
            operands.Fill(image);

            // The stub must not leave another MXCSR behind: .NET computes with it.
            MemoryMarshal.Write(image[24..], DefaultMxcsr);
            image.CopyTo(machine.Page);
            Assert.True(machine.Run(Fxrstor));
            stub.Run(X87Image.WithStack(X87Context.InitialControl), out X87Image theirs, image);
            X87Image ours = machine.Save();

            comparison.Check(
                (ushort)ours.Control == (ushort)theirs.Control && ours.Status == theirs.Status && (ushort)ours.Tags == (ushort)theirs.Tags
                    && Enumerable.Range(0, 8).All(r => ours.Register(r) == theirs.Register(r)),
                () => $"cw {ours.Control:X8} {theirs.Control:X8} sw {ours.Status} {theirs.Status} tags {ours.Tags:X8} {theirs.Tags:X8}");
        }

        comparison.Finish();
    }

    [Fact]
    public void FxsaveFxrstor_WithSse_BringsAllBack()
    {
        using var machine = NewMachine();
        machine.State->Cr4 = Cr.OsFxsr;
        machine.State->Mxcsr = 0x1FA5;
        machine.State->Xmm[0] = 1;
        machine.State->Xmm[127] = 0x7F;
        machine.Load(X87Image.WithStack(0x27F, Float80.One, Float80.Indefinite));
        machine.State->Fop = 0x123;
        machine.State->FpuIp = 0x1234_5678;
        Assert.True(machine.Run(Fxsave));

        machine.State->Mxcsr = DefaultMxcsr;
        new Span<byte>(machine.State->Xmm, 128).Clear();
        X87Environment.Initialise(machine.State);
        Assert.True(machine.Run(Fxrstor));

        Assert.Equal(0x1FA5u, machine.State->Mxcsr);
        Assert.Equal(1, machine.State->Xmm[0]);
        Assert.Equal(0x7F, machine.State->Xmm[127]);
        Assert.Equal(0x123, machine.State->Fop);
        Assert.Equal(0x1234_5678u, machine.State->FpuIp);
        Assert.Equal(Float80.Indefinite, *X87Unit.St(machine.State, 1));
        Assert.Equal(6u, machine.State->FpuTop);
    }

    [Fact]
    public void Fxsave_UnalignedAddress_RaisesGeneralProtection()
    {
        using var machine = NewMachine();
        machine.State->Gpr[Reg.Edx]++;

        Assert.False(machine.Run(Fxsave));
        Assert.Equal(Fault.GP, machine.State->FaultVector);
    }

    [Fact]
    public void Fxrstor_ReservedMxcsrBit_RaisesGeneralProtectionAndChangesNothing()
    {
        using var machine = NewMachine();
        machine.State->Cr4 = Cr.OsFxsr;
        machine.State->Mxcsr = DefaultMxcsr;
        machine.Page[24] = 0x40;

        Assert.False(machine.Run(Fxrstor));
        Assert.Equal(Fault.GP, machine.State->FaultVector);
        Assert.Equal(DefaultMxcsr, machine.State->Mxcsr);
        Assert.Equal(X87Context.InitialControl, machine.State->Fcw);
    }

    private static X87Machine NewMachine()
    {
        var machine = new X87Machine();
        machine.State->Gpr[Reg.Edx] = X87Machine.PageLinear;
        return machine;
    }

    private static Span<byte> Aligned(byte[] pinned)
    {
        // SAFETY: the array is pinned and 16 bytes longer than the image.
        nint address = (nint)Unsafe.AsPointer(ref pinned[0]);
        return pinned.AsSpan((int)(-address & 15), ImageBytes);
    }

    private static X87Image NextImage(Operands operands)
    {
        X87Image image = X87Image.WithStack(ControlWords.Next(operands));
        for (int i = 0; i < 8; i++)
        {
            image.SetRegister(i, operands.NextAny());
        }

        image.Tags = 0xFFFF_0000u | (uint)(operands.Next(2) == 0 ? operands.NextBits() & 0xFFFF : 0);
        return image;
    }
}
