using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;

namespace Xemu.Boot.Linux;

/// <summary>Puts a kernel into RAM after every reset and starts the CPU at its 32-bit entry.</summary>
/// <remarks>
/// Source: Linux, Documentation/arch/x86/boot.rst, "32-bit Boot Protocol". The files are read once, when the machine is made,
/// and everything is checked and placed then, so that loading cannot fail. It has no state: RAM and the CPU hold all it does.
/// </remarks>
internal sealed class LinuxLoader : IComponent, IBootLoader
{
    /// <summary>Selectors that the protocol asks for: __BOOT_CS and __BOOT_DS.</summary>
    private const ushort CodeSelector = 0x10;
    private const ushort DataSelector = 0x18;

    /// <summary>Flat 4 GiB, ring 0, 32-bit; execute/read and read/write (Intel SDM vol. 3, 3.4.5).</summary>
    private const ulong FlatCode = 0x00CF_9B00_0000_FFFF;
    private const ulong FlatData = 0x00CF_9300_0000_FFFF;

    private const int EsiIndex = 6;
    private const int EspIndex = 4;
    private const uint StackTop = LinuxLayout.BootParamsAddress;

    private readonly ICpuBoot _cpu;
    private readonly IRamBlock _ram;
    private readonly IAddressSpace _ports;
    private readonly bool _wantsAcpi;
    private readonly ILogger _log;
    private readonly byte[] _kernel;
    private readonly byte[] _initrd = [];
    private readonly byte[] _commandLine;
    private readonly SetupHeader _header;
    private readonly LinuxLayout _layout;

    /// <summary>Reads, checks and places the files.</summary>
    /// <exception cref="ComponentException">A file is absent or broken, or does not fit.</exception>
    public LinuxLoader(LinuxOptions options, IComponentContext context)
    {
        _cpu = options.Cpu;
        _ram = context.Ram;
        _ports = context.Ports;
        _wantsAcpi = options.Acpi;
        _log = context.Log;
        string kernel = options.Kernel.FullPath;
        _kernel = HostFile.Read("Kernel", "kernel", kernel, _ram.SizeBytes);
        if (SetupHeader.TryRead(_kernel, out SetupHeader? header) is { } defect)
        {
            throw new ComponentException($"Kernel '{kernel}' {defect}; give a 32-bit x86 bzImage in 'kernel', as tests/guests/get-debian.sh gets one.");
        }

        _header = header!;
        _commandLine = Encode(options.CommandLine, kernel);
        if (LinuxLayout.TryPlace(_header, 0, _ram.SizeBytes, out LinuxLayout? layout) is { } tooLarge)
        {
            throw new ComponentException($"Kernel '{kernel}' does not fit: {tooLarge}; give the machine more 'ram', or a smaller kernel in 'kernel'.");
        }

        if (options.Initrd is { } initrd)
        {
            _initrd = HostFile.Read("Initrd", "initrd", initrd.FullPath, _ram.SizeBytes);
            if (LinuxLayout.TryPlace(_header, _initrd.Length, _ram.SizeBytes, out layout) is { } noRoom)
            {
                throw new ComponentException($"Initrd '{initrd}' does not fit: {noRoom}; give the machine more 'ram', or a smaller file in 'initrd'.");
            }
        }

        _layout = layout!;
    }

    /// <summary>Where things are, for tests.</summary>
    public LinuxLayout Layout => _layout;

    /// <inheritdoc/>
    public void Load()
    {
        Put(_layout.KernelAddress, _kernel.AsSpan(_header.SetupBytes, (int)_header.SystemBytes));
        Put(_layout.InitrdAddress, _initrd);
        Put(LinuxLayout.BootParamsAddress, BootParams.Build(_kernel, _header, _layout, _initrd.Length, hasAcpi: TryPutAcpi()));
        Put(LinuxLayout.CommandLineAddress, _commandLine);

        Span<byte> gdt = stackalloc byte[DataSelector + 8];
        gdt.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(gdt[CodeSelector..], FlatCode);
        BinaryPrimitives.WriteUInt64LittleEndian(gdt[DataSelector..], FlatData);
        Put(LinuxLayout.GdtAddress, gdt);

        Span<uint> registers = stackalloc uint[8];
        registers.Clear();
        registers[EsiIndex] = LinuxLayout.BootParamsAddress;
        registers[EspIndex] = StackTop;
        _cpu.EnterProtectedMode(
            (uint)_layout.KernelAddress, registers, new BootDescriptors(LinuxLayout.GdtAddress, (ushort)(gdt.Length - 1), CodeSelector, DataSelector));
        LinuxLog.Loaded(_log, _header.SystemBytes, _layout.KernelAddress, _initrd.Length, _layout.InitrdAddress);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private bool TryPutAcpi()
    {
        if (!_wantsAcpi)
        {
            return false;
        }

        if (AcpiHardware.Find(_ports) is not { } hardware)
        {
            LinuxLog.NoAcpi(_log);
            return false;
        }

        Put(AcpiTables.Address, AcpiTables.BuildPage(hardware));
        Put(AcpiTables.FacsAddress, AcpiTables.BuildFacs());
        Put(AcpiTables.PointerAddress, AcpiTables.BuildPointer());
        AcpiFirmware.Enable(_ports, hardware);
        return true;
    }

    private byte[] Encode(string text, string kernel)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ComponentException("The kernel's command line holds a NUL character; take it out of 'command-line'.");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text + '\0');
        long most = Math.Min(_header.CommandLineMax, LinuxLayout.CommandLineRoom);
        return bytes.Length - 1 <= most
            ? bytes
            : throw new ComponentException($"The command line has {bytes.Length - 1} bytes and kernel '{kernel}' takes {most}; shorten 'command-line'.");
    }

    private void Put(ulong address, ReadOnlySpan<byte> content)
    {
        using RamLease lease = _ram.Lease(address, content.Length, RamAccess.Write);
        content.CopyTo(lease.Span);
    }
}
