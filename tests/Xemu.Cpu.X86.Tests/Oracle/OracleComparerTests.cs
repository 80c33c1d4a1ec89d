using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The oracle sees every kind of difference, and leaves out only what its tables say.</summary>
public class OracleComparerTests
{
    private readonly OracleComparer _comparer = new();
    private readonly OracleCase _case = new();
    private readonly CpuImage _host = new();
    private readonly CpuImage _guest = new();
    private readonly byte[] _data = new byte[OracleLayout.DataBytes];

    public OracleComparerTests() => _case.Instruction = Instruction.Create(Code.Mov_r32_rm32, Register.EAX, Register.EDX);

    [Fact]
    public void Compare_SameImages_FindsNothing() => Assert.Empty(Differences());

    [Fact]
    public void Compare_AnyGeneralRegisterFlagOrSegment_IsFound()
    {
        for (int i = 0; i < 8; i++)
        {
            _guest.Gpr[i] ^= 1;
            Assert.Single(Differences());
            _guest.Gpr[i] ^= 1;
        }

        foreach (uint flag in (ReadOnlySpan<uint>)[Efl.Cf, Efl.Pf, Efl.Af, Efl.Zf, Efl.Sf, Efl.Of, Efl.Df, Efl.Id, Efl.Nt])
        {
            _guest.Eflags ^= flag;
            Assert.Single(Differences());
            _guest.Eflags ^= flag;
        }

        _guest.Segments[3] = OracleLayout.UserData;
        Assert.Single(Differences());
    }

    [Fact]
    public void Compare_AnyByteOfTheUnitThatCounts_IsFound()
    {
        int[] stack = [.. Enumerable.Range(0, 8).SelectMany(i => Enumerable.Range(FxImage.Stack + (16 * i), 10))];
        int[] bytes = [0, 1, 2, 3, 4, 24, 25, 26, 27, .. stack, .. Enumerable.Range(FxImage.Xmm, 128)];
        foreach (int at in bytes)
        {
            _guest.Fx[at] ^= 0x80;
            Assert.NotEmpty(Differences());
            _guest.Fx[at] ^= 0x80;
        }
    }

    [Fact]
    public void Compare_FaultErrorAddressEipOrMemory_IsFound()
    {
        _host.Vector = Fault.PF;
        Assert.NotEmpty(Differences());
        _guest.Vector = Fault.PF;
        _guest.Error = 2;
        Assert.NotEmpty(Differences());
        _guest.Error = 0;
        _guest.Cr2 = 1;
        Assert.NotEmpty(Differences());
        _guest.Cr2 = 0;
        _guest.Eip = 1;
        Assert.NotEmpty(Differences());
        _guest.Eip = 0;
        Assert.Empty(Differences());
        _data[17] = 1;
        Assert.NotEmpty(Differences());
    }

    [Fact]
    public void Compare_UndefinedFlag_IsLeftOutForItsInstructionOnly()
    {
        _guest.Eflags ^= Efl.Af;
        Assert.NotEmpty(Differences());
        _case.Instruction = Instruction.Create(Code.And_r32_rm32, Register.EAX, Register.EDX);
        Assert.Empty(Differences());
    }

    [Fact]
    public void Tables_EveryLine_IsUnderstood()
    {
        var rules = new OracleRules();

        foreach (string table in (ReadOnlySpan<string>)["UndefinedFlags.txt", "HostDifferences.txt"])
        {
            foreach (string[] words in OracleText.Lines(table))
            {
                var mask = new OracleMask();
                Array.ForEach(words[2..], mask.Add);
                Assert.True(Enum.TryParse<Mnemonic>(words[0], out _), words[0]);
            }
        }

        Assert.NotNull(rules.Mask(_case, faulted: false));
    }

    private IReadOnlyList<string> Differences() => _comparer.Compare(_case, _host, _guest, new byte[OracleLayout.DataBytes], _data);
}
