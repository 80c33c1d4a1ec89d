using System.Buffers.Binary;
using Xemu.Kernel.Hle;
using Xemu.Testing.Xbe;

namespace Xemu.Kernel.Io.Tests;

/// <summary>Sections of a program: what is loaded when, protection, counts, and pages that two of them share.</summary>
public sealed class SectionTests : IDisposable
{
    private const uint Text = 0x0001_2000;
    private const uint Constants = 0x0002_0000;
    private const uint Demand = 0x0003_0000;
    private const uint Writable = 1;
    private const uint Preload = 2;
    private const uint TailReadOnly = 0x20;
    private const uint HeadAndTailReadOnly = 0x30;
    private const int SectionBytes = 0x38;

    private IoMachine _machine = new();

    private GuestMemory Memory => _machine.Memory;

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Start_LoadsWhatIsPreloadedAlone()
    {
        Start(Program());

        Assert.Equal((1U, 1U, 0U), (References(1), References(2), References(3)));
        Assert.NotNull(Memory.TryTranslate(Text, isWrite: true));
        Assert.NotNull(Memory.TryTranslate(Constants, isWrite: false));
        Assert.Null(Memory.TryTranslate(Constants, isWrite: true));
        Assert.Null(Memory.TryTranslate(Demand, isWrite: false));
        Assert.Equal((1, 1), (Memory.Read16(CountOf(2, 0x1C)), Memory.Read16(CountOf(2, 0x20))));
        Assert.Equal(0x02U, _machine.Call("MmQueryAddressProtect", Constants));
    }

    [Fact]
    public void LoadSection_TwiceAndUnloadedTwice_FreesItsPages()
    {
        Start(Program());
        uint free = _machine.Kernel.Pages.FreeCount;

        Assert.Equal(NtStatus.Success, _machine.Call("XeLoadSection", HeaderOf(3)));
        uint loaded = _machine.Kernel.Pages.FreeCount;
        Assert.Equal(NtStatus.Success, _machine.Call("XeLoadSection", HeaderOf(3)));
        Assert.Equal((2U, 1), (References(3), Memory.Read16(CountOf(3, 0x1C))));
        Assert.Equal((0xD1, 0), (Memory.Read8(Demand), Memory.Read8(Demand + 0x1FFF)));
        Assert.Null(Memory.TryTranslate(Demand, isWrite: true));
        Assert.Equal(NtStatus.Success, _machine.Call("XeUnloadSection", HeaderOf(3)));
        Assert.NotNull(Memory.TryTranslate(Demand, isWrite: false));
        Assert.Equal(NtStatus.Success, _machine.Call("XeUnloadSection", HeaderOf(3)));

        Assert.Null(Memory.TryTranslate(Demand, isWrite: false));
        Assert.Equal((loaded + 2, free), (free, _machine.Kernel.Pages.FreeCount));
        Assert.Equal(0, Memory.Read16(CountOf(3, 0x1C)));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Call("XeUnloadSection", HeaderOf(3)));
    }

    [Fact]
    public void LoadSection_Again_HasItsBytesFromTheFile()
    {
        Start(Program(demandFlags: Writable));
        Assert.Equal(NtStatus.Success, _machine.Call("XeLoadSection", HeaderOf(3)));
        Memory.Write8(Demand, 0x77);
        Memory.Write8(Demand + 0x1FFF, 0x77);

        Assert.Equal(NtStatus.Success, _machine.Call("XeUnloadSection", HeaderOf(3)));
        Assert.Equal(NtStatus.Success, _machine.Call("XeLoadSection", HeaderOf(3)));

        Assert.Equal((0xD1, 0), (Memory.Read8(Demand), Memory.Read8(Demand + 0x1FFF)));
    }

    [Theory]
    [InlineData(0U, true)]
    [InlineData(TailReadOnly, true)]
    [InlineData(HeadAndTailReadOnly, false)]
    public void SharedPage_GoesWithTheLastSectionOnIt(uint flags, bool isWritable)
    {
        // The section on demand moves into the page in which the constants end.
        byte[] program = Program(flags);
        Put(program, 3, 0x04, Constants + 0x10);
        Put(program, 3, 0x08, 0x20);
        Start(program);
        Assert.Equal(NtStatus.Success, _machine.Call("XeLoadSection", HeaderOf(3)));

        Assert.Equal((0xC0, 0xD1), (Memory.Read8(Constants), Memory.Read8(Constants + 0x10)));
        Assert.Equal(NtStatus.Success, _machine.Call("XeUnloadSection", HeaderOf(2)));
        Assert.Equal(0xD1, Memory.Read8(Constants + 0x10));
        Assert.Equal(NtStatus.Success, _machine.Call("XeUnloadSection", HeaderOf(3)));
        Assert.Null(Memory.TryTranslate(Constants, isWrite: false));
        Assert.Equal(NtStatus.Success, _machine.Call("XeLoadSection", HeaderOf(3)));
        Assert.Equal(isWritable, Memory.TryTranslate(Constants, isWrite: true) is not null);
    }

    [Fact]
    public void LoadSection_WithoutMemory_ChangesNothing()
    {
        Start(Program());
        while (_machine.Kernel.Pages.TryTake(PageUse.SystemMemory) is not null)
        {
        }

        Assert.Equal(NtStatus.NoMemory, _machine.Call("XeLoadSection", HeaderOf(3)));

        Assert.Equal((0U, 0), (References(3), Memory.Read16(CountOf(3, 0x1C))));
        Assert.Null(Memory.TryTranslate(Demand, isWrite: false));
    }

    [Fact]
    public void LoadSection_OfNoHeader_IsRefused()
    {
        Start(Program());

        Assert.Equal(NtStatus.InvalidParameter, _machine.Call("XeLoadSection", _machine.Take(0x40)));
        Assert.Equal(IoMachine.Fault, _machine.Call("XeLoadSection", 0));
    }

    /// <summary>Thunks are the first section, then code, constants, and a section on demand.</summary>
    private static byte[] Program(uint demandFlags = 0) => new XbeBuilder()
        .AddSection(".text", Text, [0xC3], Writable | Preload | 4)
        .AddSection(".rdata", Constants, [0xC0], Preload | TailReadOnly)
        .AddSection(".demand", Demand, [0xD1, 0xD2], demandFlags, 0x2000)
        .Build();

    private void Start(byte[] program)
    {
        _machine.Dispose();
        _machine = new IoMachine(null, new TestDrive(TestDisc.Create(new Dictionary<string, byte[]> { ["default.xbe"] = program }, new Dictionary<string, byte[]>())));
        _machine.Kernel.Launch.PowerOn();
        Assert.Null(_machine.Kernel.Program.Start());
    }

    private static void Put(byte[] program, int section, int field, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(program.AsSpan((int)(BinaryPrimitives.ReadUInt32LittleEndian(program.AsSpan(0x120)) - XbeBuilder.BaseAddress) + (section * SectionBytes) + field), value);

    private uint HeaderOf(int section) => Memory.Read32(XbeBuilder.BaseAddress + 0x120) + (uint)(section * SectionBytes);

    private uint References(int section) => Memory.Read32(HeaderOf(section) + 0x18);

    private uint CountOf(int section, uint field) => Memory.Read32(HeaderOf(section) + field);
}
