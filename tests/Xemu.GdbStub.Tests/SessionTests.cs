using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;

namespace Xemu.GdbStub.Tests;

public sealed class SessionTests : IDisposable
{
    private readonly Conversation _gdb = new();

    public void Dispose() => _gdb.Dispose();

    [Theory]
    [InlineData("qAttached", "1")]
    [InlineData("qC", "QC1")]
    [InlineData("qfThreadInfo", "m1")]
    [InlineData("qsThreadInfo", "l")]
    [InlineData("Hg0", "OK")]
    [InlineData("T1", "OK")]
    [InlineData("vCont?", "vCont;c;C;s;S")]
    [InlineData("vMustReplyEmpty", "")]
    [InlineData("?", "T05thread:1;")]
    [InlineData("qqemu.PhyMemMode", "0")]
    [InlineData("Qqemu.PhyMemMode:1", "OK")]
    [InlineData("qqemu.sstepbits", "ENABLE=1,NOIRQ=2,NOTIMER=4")]
    [InlineData("qqemu.sstep", "0x7")]
    [InlineData("p0", "44332211")]
    [InlineData("p1", "xxxxxxxx")]
    [InlineData("pffff", "E22")]
    [InlineData("P0=78563412", "OK")]
    [InlineData("P0=7856341", "E22")]
    [InlineData("Pa=ffffffff", "E22")]
    [InlineData("m80000,10", "E14")]
    [InlineData("mffffffffffffffffff,1", "E22")]
    [InlineData("m0,0", "")]
    [InlineData("M0,2:00", "E22")]
    [InlineData("M0,ffffffffffffffff:00", "E22")]
    [InlineData("X0,0:", "OK")]
    [InlineData("Z9,0,1", "")]
    [InlineData("Z2,ffffffffff,1", "E22")]
    [InlineData("Z2,0,0", "E22")]
    [InlineData("Z", "E22")]
    [InlineData("qXfer:features:read:none.xml:0,10", "E00")]
    [InlineData("qRcmd,6", "E22")]
    [InlineData("cffffffffff", "E22")]
    public void Packet_Alone_HasItsReply(string packet, string reply) => Assert.Equal(reply, _gdb.Ask(packet));

    [Fact]
    public void Registers_InOnePacket_HaveTheLengthOfTheDescription()
    {
        string registers = _gdb.Ask("g");

        Assert.Equal(2 * TargetDescription.Registers.Sum(static r => r.Bytes), registers.Length);
        Assert.StartsWith("44332211xxxxxxxx", registers, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_WrittenAsHexAndAsBinary_IsRead()
    {
        Assert.Equal("OK", _gdb.Ask("M100,3:0a0b0c"));

        // The frame of Ask escapes, as gdb does for data.
        Assert.Equal("OK", _gdb.Ask("X103,3:#$}"));
        Assert.Equal("0a0b0c23247d", _gdb.Ask("m100,6"));
    }

    [Fact]
    public void Memory_UpToAHole_IsReadToTheHoleAndNotWrittenAtAll()
    {
        Assert.Equal("00000000", _gdb.Ask("m7fffc,10"));
        Assert.Equal("E14", _gdb.Ask("M7fffc,8:0101010101010101"));
        Assert.Equal("00000000", _gdb.Ask("m7fffc,4"));
    }

    [Fact]
    public void Memory_OfAnyLength_StaysWithinThePacketSize() => Assert.InRange(_gdb.Ask("m0,ffffffffffffffff").Length, 1, PacketReader.MaxBytes);

    [Fact]
    public void PhysicalMode_ReachesWhatIsNotMapped()
    {
        _gdb.Machine.Memory.WriteValue(0x8_0000, 4, 0x44332211);

        Assert.Equal("OK", _gdb.Ask("Qqemu.PhyMemMode:1"));
        Assert.Equal("11223344", _gdb.Ask("m80000,4"));
    }

    [Fact]
    public void Breakpoints_OfBothKindsAtOneAddress_AreOneUntilBothAreGone()
    {
        var expected = new CpuBreakpoint(BreakpointKind.Execute, 0x1234);

        Assert.Equal("OK", _gdb.Ask("Z0,1234,1"));
        Assert.Equal("OK", _gdb.Ask("Z1,1234,1"));
        Assert.Equal("OK", _gdb.Ask("z0,1234,1"));
        Assert.Equal([expected], _gdb.Cpu.Set);
        Assert.Equal("OK", _gdb.Ask("z1,1234,1"));
        Assert.Empty(_gdb.Cpu.Set);
    }

    [Fact]
    public void Stop_WhileRunning_IsToldWithItsReason()
    {
        _gdb.Ask("qSupported:swbreak+;hwbreak+");
        _gdb.Ask("Z0,1234,1");
        _gdb.Ask("Z2,2000,4");

        Assert.Equal("+", _gdb.Ask("c"));
        _gdb.Stop(Hit(BreakpointKind.Execute, 0x1234, 1, 0x1234));
        Assert.StartsWith("$T05swbreak:;thread:1;#", _gdb.Take(), StringComparison.Ordinal);
        _gdb.Ask("vCont;c:1");
        _gdb.Stop(Hit(BreakpointKind.Write, 0x2000, 4, 0x2002));
        Assert.StartsWith("$T05watch:2002;thread:1;#", _gdb.Take(), StringComparison.Ordinal);
        _gdb.Ask("vCont;s:1;c");
        _gdb.Stop(new DebugStop(DebugStopReason.Step));
        Assert.StartsWith("$T05thread:1;#", _gdb.Take(), StringComparison.Ordinal);
        _gdb.Ask("c");
        _gdb.Raw("\u0003");
        _gdb.Stop(new DebugStop(DebugStopReason.Pause));
        Assert.StartsWith("$T02thread:1;#", _gdb.Take(), StringComparison.Ordinal);
        Assert.Equal(["pause", "resume", "resume", "step 1 True", "resume", "pause"], _gdb.Requests);
    }

    [Fact]
    public void Stop_WhileStandingStill_IsNotTold()
    {
        _gdb.Stop(new DebugStop(DebugStopReason.Pause));

        Assert.Equal("", _gdb.Take());
    }

    [Fact]
    public void Refused_Packet_IsSentAgain()
    {
        string first = _gdb.Raw("$qC#b4");

        Assert.Equal("+" + _gdb.Raw("-"), first);
    }

    [Fact]
    public void DamagedPacket_IsRefused()
    {
        Assert.Equal("-", _gdb.Raw("$qC#b5"));
        Assert.Equal("-", _gdb.Raw("$qC#zz"));
    }

    [Fact]
    public void NoAckMode_SendsNoMoreSigns()
    {
        Assert.Equal("OK", _gdb.Ask("QStartNoAckMode"));
        Assert.Equal("$QC1#c5", _gdb.Raw("$qC#b4"));
    }

    [Fact]
    public void TooLongPacket_IsRefusedAndTheNextOneAnswered()
    {
        Assert.Equal("E22", _gdb.Ask("m" + new string('0', 3 * PacketReader.MaxBytes)));
        Assert.Equal("QC1", _gdb.Ask("qC"));
    }

    [Fact]
    public void Detach_RemovesEverythingAndLetsTheMachineGoOn()
    {
        _gdb.Ask("Z0,1234,1");

        Assert.Equal("OK", _gdb.Ask("D"));
        Assert.Equal((false, 0, "resume"), (_gdb.IsAttached, _gdb.Cpu.Set.Count, _gdb.Requests[^1]));
        Assert.Equal("E01", _gdb.Ask("g"));
    }

    [Fact]
    public void Kill_EndsTheMachine()
    {
        _gdb.Ask("k");

        Assert.Equal("stop", _gdb.Requests[^1]);
    }

    [Fact]
    public void Description_InParts_IsWhole()
    {
        string whole = "";
        string part;
        do
        {
            part = _gdb.Ask($"qXfer:features:read:target.xml:{whole.Length:x},400");
            whole += part[1..];
        }
        while (part[0] == 'm');

        Assert.Equal(TargetDescription.Xml, whole);
        _ = System.Xml.Linq.XElement.Parse(whole[whole.IndexOf("<target>", StringComparison.Ordinal)..]);
    }

    private static DebugStop Hit(BreakpointKind kind, ulong address, ulong size, ulong at) =>
        new(DebugStopReason.Breakpoint, new BreakpointHit(new CpuBreakpoint(kind, address, size), kind, at));
}
