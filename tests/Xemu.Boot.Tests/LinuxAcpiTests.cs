using System.Buffers.Binary;
using System.Text;
using Xemu.Abstractions.Memory;
using Xemu.Boot.Linux;
using Xemu.Testing;

namespace Xemu.Boot.Tests;

/// <summary>The tables as a kernel finds them; offsets from the ACPI specification 1.0b, chapter 5.</summary>
public sealed class LinuxAcpiTests : IDisposable
{
    private const ulong RamBytes = 64 << 20;
    private const uint BootParams = 0x1_0000;
    private readonly TestMachine _machine = new(RamBytes);
    private readonly FakePciPorts _pci = new();
    private readonly FakeRegisters _power = new();
    private readonly FakeRegisters _elcr = new();

    public LinuxAcpiTests()
    {
        _machine.Ports.MapIo("pci", 0xCF8, 8, _pci);
        _machine.Ports.MapIo("power", 0x9000, 0x100, _power);
        _machine.Ports.MapIo("elcr", 0x4D0, 2, _elcr);

        // An LPC bridge with its registers at 0x9000, which is not their usual place.
        _pci.Add(0, 1, 0, 0x00, 0x01B2_10DE);
        _pci.Add(0, 1, 0, 0x04, 0x0000_0001);
        _pci.Add(0, 1, 0, 0x10, 0x0000_9001);
    }

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Load_Pointer_StandsWhereAKernelSearchesAndSumsToZero()
    {
        using LinuxLoader loader = Load();

        ulong pointer = FindPointer();

        Assert.Equal(0, Sum(pointer, 20));
        Assert.Equal(0, ReadByte(pointer + 15));
        Assert.Equal("RSDT", Signature(Read(pointer + 16, 4)));
    }

    [Fact]
    public void Load_Tables_HaveTheirLengthsAndSumToZero()
    {
        using LinuxLoader loader = Load();

        ulong rsdt = Read(FindPointer() + 16, 4);
        ulong fadt = Read(rsdt + 36, 4);
        ulong dsdt = Read(fadt + 40, 4);
        ulong[] tables = [rsdt, fadt, dsdt];

        Assert.Equal(["RSDT", "FACP", "DSDT"], tables.Select(Signature));
        Assert.Equal(40u, Read(rsdt + 4, 4));
        Assert.Equal(244u, Read(fadt + 4, 4));
        Assert.All(tables, t => Assert.Equal(0, Sum(t, (int)Read(t + 4, 4))));
        Assert.All(tables, t => Assert.Equal(3u, TypeOf(t, Read(t + 4, 4))));
    }

    [Fact]
    public void Load_Facs_IsAlignedInMemoryThatStays()
    {
        using LinuxLoader loader = Load();

        ulong facs = Read(Fadt() + 36, 4);

        Assert.Equal("FACS", Signature(facs));
        Assert.Equal(64u, Read(facs + 4, 4));
        Assert.Equal(0u, facs % 64);
        Assert.Equal(4u, TypeOf(facs, 64));
    }

    [Fact]
    public void Load_MemoryMap_HasNoGapBelowOneMiB()
    {
        using LinuxLoader loader = Load();

        Assert.Equal(
            [(0ul, 0x9_FC00ul, 1u), (0x9_FC00, 0x4_0400, 2), (0xE_0000, 0x1000, 3), (0xE_1000, 0x1000, 4), (0xE_2000, 0x1_E000, 2), (0x10_0000, 0x3F0_0000, 1)],
            Map());
    }

    [Fact]
    public void Load_Fadt_NamesTheRegistersWhereTheBridgeHasThem()
    {
        using LinuxLoader loader = Load();

        ulong fadt = Fadt();

        Assert.Equal(12u, Read(fadt + 46, 2));
        Assert.Equal(0u, Read(fadt + 48, 4));
        Assert.Equal((0x9000u, 4), (Read(fadt + 56, 4), ReadByte(fadt + 88)));
        Assert.Equal((0x9004u, 2), (Read(fadt + 64, 4), ReadByte(fadt + 89)));
        Assert.Equal((0x9008u, 4), (Read(fadt + 76, 4), ReadByte(fadt + 91)));
        Assert.Equal((0x9020u, 4), (Read(fadt + 80, 4), ReadByte(fadt + 92)));
    }

    [Fact]
    public void Load_Fadt_ResetsByPort0xCF9()
    {
        using LinuxLoader loader = Load();

        ulong fadt = Fadt();

        Assert.NotEqual(0u, Read(fadt + 112, 4) & (1 << 10));
        Assert.Equal((1, 8), (ReadByte(fadt + 116), ReadByte(fadt + 117)));
        Assert.Equal(0xCF9u, Read(fadt + 120, 4));
        Assert.Equal(0x06, ReadByte(fadt + 128));
    }

    [Fact]
    public void Load_Dsdt_HasSoftOffFirst()
    {
        using LinuxLoader loader = Load();

        // Name (\_S5, Package (4) { 7, 7, 0, 0 })
        Assert.Equal("085C5F53355F" + "120804" + "0A070A070000", Convert.ToHexString(Aml()[..15]));
    }

    [Fact]
    public void Load_Dsdt_ScopeAndDeviceEndWhereTheTableEnds()
    {
        using LinuxLoader loader = Load();

        byte[] aml = Aml();
        int scope = 15;
        int device = aml.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x5B, 0x82]);

        Assert.Equal(0x10, aml[scope]);
        Assert.Equal(aml.Length, scope + 1 + PackageLength(aml, scope + 1));
        Assert.Equal(aml.Length, device + 2 + PackageLength(aml, device + 2));

        // Name (_HID, EisaId ("PNP0A03"))
        Assert.Contains("085F4849440C41D00A03", Convert.ToHexString(aml), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FunctionsWithInterrupts_AreRouted()
    {
        // USB at 2.0, INTA to 1; behind the bridge at 1e.0, bus 1, a function 1.0 with INTB to 3: the bridge's INTC.
        AddFunction(0, 2, 0x0C03_1000, 0x0101);
        AddFunction(0, 0x1E, 0x0604_0000, 0x0000);
        _pci.Add(0, 0x1E, 0, 0x0C, 0x0001_0000);
        _pci.Add(0, 0x1E, 0, 0x18, 0x0001_0100);
        AddFunction(1, 1, 0x0300_0000, 0x0203);

        using LinuxLoader loader = Load();

        // Name (_PRT, Package (2) { Package (4) { 0x0002FFFF, 0, 0, 1 }, Package (4) { 0x001EFFFF, 2, 0, 3 } })
        Assert.EndsWith("085F505254" + "121A02" + "120A040CFFFF0200000001" + "120C040CFFFF1E000A02000A03", Convert.ToHexString(Aml()), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_IdeInCompatibilityMode_IsNotRouted()
    {
        AddFunction(0, 9, 0x0101_8A00, 0x010E);

        using LinuxLoader loader = Load();

        Assert.EndsWith("085F505254" + "120200", Convert.ToHexString(Aml()), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Registers_AreLeftAsInAcpiMode()
    {
        using LinuxLoader loader = Load();

        Assert.Equal(0x01, _power[0x04]);
        Assert.Equal(0x10, _elcr[1]);
        Assert.Equal(0u, _pci.Address);
    }

    [Fact]
    public void Load_BridgeWithoutPorts_LeavesTheTablesOut()
    {
        _pci.Add(0, 1, 0, 0x04, 0);

        using LinuxLoader loader = Load();

        Assert.Equal(3, Map().Length);
        Assert.Equal(0u, Read(0xF_0000, 4));
    }

    [Fact]
    public void Load_WithAcpiOff_LeavesTablesAndRegistersAlone()
    {
        using LinuxLoader loader = Load(acpi: false);

        Assert.Equal(3, Map().Length);
        Assert.Equal(0u, Read(0xF_0000, 4));
        Assert.Equal(0, _power[0x04]);
    }

    private LinuxLoader Load(bool acpi = true)
    {
        using var kernel = new TemporaryFile(SyntheticKernel.Build());
        var loader = new LinuxLoader(new LinuxOptions { Cpu = new RecordingCpu(), Kernel = kernel.Path, Acpi = acpi }, _machine);
        loader.Load();
        return loader;
    }

    private void AddFunction(int bus, int device, uint classAndRevision, uint pinAndLine)
    {
        _pci.Add(bus, device, 0, 0x00, 0x1234_10DE);
        _pci.Add(bus, device, 0, 0x08, classAndRevision);
        _pci.Add(bus, device, 0, 0x3C, pinAndLine);
    }

    /// <summary>Searches as ACPI 1.0b, 5.2.4.1 says.</summary>
    private ulong FindPointer() =>
        Assert.Single(Enumerable.Range(0, 0x2000).Select(static i => 0xE_0000ul + ((ulong)i * 16)), a => _machine.Memory.ReadValue(a, 8) == 0x2052_5450_2044_5352);

    private ulong Fadt() => Read(Read(FindPointer() + 16, 4) + 36, 4);

    private byte[] Aml()
    {
        ulong dsdt = Read(Fadt() + 40, 4);
        return ReadRam(dsdt + 36, (int)Read(dsdt + 4, 4) - 36);
    }

    private static int PackageLength(byte[] aml, int at) => (aml[at] >> 6) switch
    {
        0 => aml[at],
        1 => (aml[at] & 0xF) | (aml[at + 1] << 4),
        _ => (aml[at] & 0xF) | (aml[at + 1] << 4) | (aml[at + 2] << 12),
    };

    private (ulong Start, ulong Length, uint Type)[] Map() => [.. Enumerable.Range(0, ReadByte(BootParams + 0x1E8)).Select(i =>
    {
        byte[] entry = ReadRam(BootParams + 0x2D0 + ((ulong)i * 20), 20);
        return (BinaryPrimitives.ReadUInt64LittleEndian(entry), BinaryPrimitives.ReadUInt64LittleEndian(entry.AsSpan(8)), BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(16)));
    })];

    private uint TypeOf(ulong address, uint length) => Assert.Single(Map(), m => m.Start <= address && address + length <= m.Start + m.Length).Type;

    private string Signature(ulong address) => Encoding.ASCII.GetString(ReadRam(address, 4));

    private int Sum(ulong address, int length) => ReadRam(address, length).Sum(static b => b) & 0xFF;

    private uint Read(ulong address, int width) => (uint)_machine.Memory.ReadValue(address, width);

    private byte ReadByte(ulong address) => (byte)Read(address, 1);

    private byte[] ReadRam(ulong address, int length)
    {
        byte[] content = new byte[length];
        _machine.Memory.Read(address, content);
        return content;
    }

    /// <summary>Registers that read what was written.</summary>
    private sealed class FakeRegisters : IIoHandler
    {
        private readonly byte[] _bytes = new byte[0x100];

        public IoWidths Widths => IoWidths.Byte;

        public byte this[int offset] => _bytes[offset];

        public ulong Read(ulong offset, int width) => _bytes[offset];

        public void Write(ulong offset, int width, ulong value) => _bytes[offset] = (byte)value;
    }

    /// <summary>Configuration mechanism 1 with functions that a test lays out.</summary>
    private sealed class FakePciPorts : IIoHandler
    {
        private readonly Dictionary<uint, uint> _registers = [];

        public IoWidths Widths => IoWidths.Any;

        public uint Address { get; private set; }

        public void Add(int bus, int device, int function, int offset, uint value) =>
            _registers[0x8000_0000u | (uint)((bus << 16) | (device << 11) | (function << 8) | offset)] = value;

        public ulong Read(ulong offset, int width)
        {
            bool exists = _registers.ContainsKey(Address & 0xFFFF_FF00);
            return _registers.TryGetValue(Address, out uint value) ? value : exists ? 0 : 0xFFFF_FFFF;
        }

        public void Write(ulong offset, int width, ulong value) => Address = offset == 0 ? (uint)value : Address;
    }
}
