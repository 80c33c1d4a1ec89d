namespace Xemu.Kernel.Hle;

/// <summary>The exported variables: places them, and fills them in.</summary>
internal sealed class ExportVariables
{
    private const uint Alignment = 16;

    /// <summary>Room for the texts that variables point to.</summary>
    private const uint TextBytes = 0x400;

    /// <summary>Kernel 5838 of the last consoles.</summary>
    private const uint VersionMajorMinor = 1;
    private const uint VersionBuild = 5838;

    private readonly uint _texts;

    /// <summary>Places them.</summary>
    public ExportVariables(ExportTable exports)
    {
        uint place = KernelLayout.Data;
        foreach (ExportRow row in exports.Rows.Where(static r => r.Kind == ExportKind.Data))
        {
            row.Address = place;
            place += ((uint)row.Bytes + Alignment - 1) & ~(Alignment - 1);
        }

        DefaultObject = place;
        place += DispatcherHeader.Bytes;
        _texts = place;
        if (place + TextBytes > KernelLayout.Data + KernelLayout.DataBytes)
        {
            throw new InvalidOperationException($"The exported variables need 0x{place - KernelLayout.Data:X} bytes.");
        }
    }

    /// <summary>Address of the event that is waited for in place of objects without one of their own.</summary>
    public uint DefaultObject { get; }

    /// <summary>Fills them in.</summary>
    public void Write(Kernel kernel)
    {
        GuestMemory memory = kernel.Memory;
        uint At(string name) => kernel.Exports[name].Address;
        memory.Write32(At("HalDiskCachePartitionCount"), 3);
        WriteText(kernel, "HalDiskModelNumber", "XEMU.PLATFORM HARDDISK", 0);
        WriteText(kernel, "HalDiskSerialNumber", "XP00000001", 0x40);
        memory.Write8(At("KdDebuggerNotPresent"), 1);
        memory.Write32(At("KeTimeIncrement"), KernelClock.TickUnits);
        memory.Write32(At("XboxKrnlVersion"), VersionMajorMinor);
        memory.Write32(At("XboxKrnlVersion") + 4, VersionBuild | (1U << 16));
        bool hasDebugMemory = kernel.Ram.SizeBytes > 0x0400_0000;
        memory.Write32(At("XboxHardwareInfo"), hasDebugMemory ? 2U : 0);
        memory.Write32(At("XboxHardwareInfo") + 4, 0x0000_B1A1);
        SetImageName(kernel, string.Empty);
    }

    /// <summary>Sets XeImageFileName.</summary>
    public void SetImageName(Kernel kernel, string path) => WriteText(kernel, "XeImageFileName", path, 0x80);

    private void WriteText(Kernel kernel, string name, string text, uint offset)
    {
        uint row = kernel.Exports[name].Address;
        int length = Math.Min(text.Length, (int)(TextBytes - offset - 1));
        Span<byte> bytes = stackalloc byte[length + 1];
        bytes.Clear();
        _ = System.Text.Encoding.Latin1.GetBytes(text.AsSpan(0, length), bytes);
        kernel.Memory.Write(_texts + offset, bytes);
        kernel.Memory.Write16(row, (ushort)length);
        kernel.Memory.Write16(row + 2, (ushort)(length + 1));
        kernel.Memory.Write32(row + 4, _texts + offset);
    }
}
