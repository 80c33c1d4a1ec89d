namespace Xemu.Migration.Format.Tests;

public class VmStateReaderTests
{
    [Fact]
    public void Reader_EverythingWritten_ComesBack()
    {
        VmStateReader cpu = Read(TestSnapshots.Mapped(), "cpu");
        uint[] gpr = new uint[8];

        Assert.Equal(2u, cpu.Version);
        Assert.True(cpu.Bool("halted"));
        Assert.Equal(0x1234_5678u, cpu.UInt32("eip"));
        cpu.Words("gpr", gpr);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 0xFFFF_FFFF], gpr);
        VmStateReader fpu = cpu.Part("fpu");
        Assert.Equal(3u, fpu.Version);
        Assert.Equal(0x037F, fpu.UInt16("control"));
        fpu.Bytes("registers", new byte[80]);
        VmStateReader? pending = cpu.Subsection("pending");
        Assert.Equal(0x20, pending!.UInt8("vector"));
        Assert.Equal(0x0102_0304_0506_0708UL, cpu.UInt64("tsc"));
        Assert.Null(cpu.Subsection("absent"));
        cpu.Finish();
    }

    [Fact]
    public void Reader_TimersTextAndBlobs_ComeBack()
    {
        VmStateReader timer = Read(TestSnapshots.Mapped(), "timer");

        Assert.True(timer.Timer("tick", out ulong tick));
        Assert.Equal(1000UL, tick);
        Assert.False(timer.Timer("idle", out ulong idle));
        Assert.Equal(0UL, idle);
        Assert.Equal("läuft", timer.Text("note", 16));
        Assert.Equal(0, timer.Blob("fifo", 0).Length);
        Assert.Equal(-5, timer.Int32("signed"));
        Assert.Equal(-6L, timer.Int64("wide"));
        timer.Finish();
    }

    [Fact]
    public void Finish_FieldsNotAskedFor_AreNamed()
    {
        VmStateReader cpu = Read(TestSnapshots.Mapped(), "cpu");
        cpu.Part("fpu");

        SnapshotFormatException e = Assert.Throws<SnapshotFormatException>(cpu.Finish);

        Assert.Contains("x86.interpreter.eip", e.Message, StringComparison.Ordinal);
        Assert.Contains("x86.interpreter.fpu.control", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherTypeOrSize_IsRefused()
    {
        VmStateReader cpu = Read(TestSnapshots.Mapped(), "cpu");

        Assert.Throws<SnapshotFormatException>(() => cpu.UInt64("eip"));
        Assert.Throws<SnapshotFormatException>(() => cpu.Int32("eip"));
        Assert.Throws<SnapshotFormatException>(() => cpu.Bool("gpr"));
        Assert.Throws<SnapshotFormatException>(() => cpu.Words("gpr", new uint[7]));
        Assert.Throws<SnapshotFormatException>(() => cpu.Part("eip"));
        Assert.Throws<SnapshotFormatException>(() => cpu.UInt8("absent"));
    }

    [Fact]
    public void Text_LongerThanTaken_IsRefused()
    {
        VmStateReader timer = Read(TestSnapshots.Mapped(), "timer");

        SnapshotFormatException e = Assert.Throws<SnapshotFormatException>(() => timer.Text("note", 5));

        Assert.Equal("Field 'note' of 'timer' has 6 bytes; at most 5 are taken.", e.Message);
    }

    private static VmStateReader Read(byte[] file, string device) => new(TestSnapshots.Open(file).FindDevice(device)!.State!);
}
