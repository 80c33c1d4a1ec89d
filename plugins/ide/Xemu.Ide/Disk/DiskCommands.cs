namespace Xemu.Ide;

/// <summary>A command of the hard disk.</summary>
/// <param name="Name">Its name in the standard.</param>
/// <param name="Run">Carries it out.</param>
internal sealed record DiskCommand(string Name, Action<IdeDisk> Run)
{
    /// <summary>Takes the sector of parameters that the host has written; null for data of the medium.</summary>
    public Action<IdeDisk>? Take { get; init; }

    /// <summary>Whether a locked disk carries it out (ATA-5, table 10).</summary>
    public bool WorksLocked { get; init; }

    /// <summary>Whether it writes the medium.</summary>
    public bool IsWrite { get; init; }

    /// <summary>Whether SECURITY ERASE PREPARE outlives it.</summary>
    public bool KeepsErasePrepared { get; init; }
}

/// <summary>The commands that the hard disk carries out; every other one is aborted.</summary>
/// <remarks>Codes: ATA/ATAPI-5 (T13 1321D), chapter 8; 48-bit ones: ATA/ATAPI-6 (T13 1410D), chapter 8.</remarks>
internal static class DiskCommands
{
    private static readonly DiskCommand?[] Table = Build();

    /// <summary>The commands by code.</summary>
    public static IEnumerable<(byte Code, DiskCommand Command)> All =>
        Enumerable.Range(0, 256).Where(static i => Table[i] is not null).Select(static i => ((byte)i, Table[i]!));

    /// <summary>Finds a command.</summary>
    public static bool TryFind(byte code, out DiskCommand command)
    {
        command = Table[code]!;
        return command is not null;
    }

    private static DiskCommand?[] Build()
    {
        var table = new DiskCommand?[256];
        AddData(table);
        AddControl(table);
        AddSecurity(table);
        return table;
    }

    private static void AddData(DiskCommand?[] table)
    {
        table[0x20] = table[0x21] = new("READ SECTORS", static d => d.ReadSectors(isExtended: false, isMultiple: false));
        table[0x24] = new("READ SECTORS EXT", static d => d.ReadSectors(isExtended: true, isMultiple: false));
        table[0x29] = new("READ MULTIPLE EXT", static d => d.ReadSectors(isExtended: true, isMultiple: true));
        table[0xC4] = new("READ MULTIPLE", static d => d.ReadSectors(isExtended: false, isMultiple: true));
        table[0x30] = table[0x31] = table[0x3C] = new("WRITE SECTORS", static d => d.WriteSectors(isExtended: false, isMultiple: false)) { IsWrite = true };
        table[0x34] = new("WRITE SECTORS EXT", static d => d.WriteSectors(isExtended: true, isMultiple: false)) { IsWrite = true };
        table[0x39] = new("WRITE MULTIPLE EXT", static d => d.WriteSectors(isExtended: true, isMultiple: true)) { IsWrite = true };
        table[0xC5] = new("WRITE MULTIPLE", static d => d.WriteSectors(isExtended: false, isMultiple: true)) { IsWrite = true };
        table[0xC8] = table[0xC9] = new("READ DMA", static d => d.ReadDma(isExtended: false));
        table[0x25] = new("READ DMA EXT", static d => d.ReadDma(isExtended: true));
        table[0xCA] = table[0xCB] = new("WRITE DMA", static d => d.WriteDma(isExtended: false)) { IsWrite = true };
        table[0x35] = new("WRITE DMA EXT", static d => d.WriteDma(isExtended: true)) { IsWrite = true };
        table[0x40] = table[0x41] = new("READ VERIFY SECTORS", static d => d.Verify(isExtended: false));
        table[0x42] = new("READ VERIFY SECTORS EXT", static d => d.Verify(isExtended: true));
        table[0xE4] = new("READ BUFFER", static d => d.ReadBuffer());
        table[0xE8] = new("WRITE BUFFER", static d => d.AskParameters()) { Take = static d => d.TakeBuffer() };
        table[0xE7] = new("FLUSH CACHE", static d => d.FlushCache());
        table[0xEA] = new("FLUSH CACHE EXT", static d => d.FlushCache());
    }

    private static void AddControl(DiskCommand?[] table)
    {
        table[0x00] = new("NOP", static d => d.Nop()) { WorksLocked = true };
        for (int code = 0x10; code < 0x20; code++)
        {
            table[code] = new("RECALIBRATE", static d => d.Recalibrate()) { WorksLocked = true };
            table[code + 0x60] = new("SEEK", static d => d.Seek()) { WorksLocked = true };
        }

        table[0x91] = new("INITIALIZE DEVICE PARAMETERS", static d => d.InitializeParameters()) { WorksLocked = true };
        table[0xB0] = new("SMART", static d => d.Smart()) { WorksLocked = true };
        table[0xC6] = new("SET MULTIPLE MODE", static d => d.SetMultiple()) { WorksLocked = true };
        table[0x94] = table[0xE0] = new("STANDBY IMMEDIATE", static d => d.SetPower(0x00)) { WorksLocked = true };
        table[0x95] = table[0xE1] = new("IDLE IMMEDIATE", static d => d.SetPower(0x80)) { WorksLocked = true };
        table[0x96] = table[0xE2] = new("STANDBY", static d => d.SetPower(0x00)) { WorksLocked = true };
        table[0x97] = table[0xE3] = new("IDLE", static d => d.SetPower(0x80)) { WorksLocked = true };
        table[0x98] = table[0xE5] = new("CHECK POWER MODE", static d => d.CheckPower()) { WorksLocked = true };
        table[0x99] = table[0xE6] = new("SLEEP", static d => d.SetPower(0x00)) { WorksLocked = true };
        table[0xEC] = new("IDENTIFY DEVICE", static d => d.Identify()) { WorksLocked = true };
        table[0xEF] = new("SET FEATURES", static d => d.SetFeatures()) { WorksLocked = true };
        table[0xF8] = new("READ NATIVE MAX ADDRESS", static d => d.ReadNativeMax(isExtended: false)) { WorksLocked = true };
        table[0x27] = new("READ NATIVE MAX ADDRESS EXT", static d => d.ReadNativeMax(isExtended: true)) { WorksLocked = true };
    }

    private static void AddSecurity(DiskCommand?[] table)
    {
        table[0xF1] = new("SECURITY SET PASSWORD", static d => d.AskParameters()) { Take = static d => d.TakeSecurity(static (s, p) => s.SetPassword(p)) };
        table[0xF2] = new("SECURITY UNLOCK", static d => d.AskParameters()) { WorksLocked = true, Take = static d => d.TakeSecurity(static (s, p) => s.Unlock(p)) };
        table[0xF3] = new("SECURITY ERASE PREPARE", static d => d.PrepareErase()) { WorksLocked = true, KeepsErasePrepared = true };
        table[0xF4] = new("SECURITY ERASE UNIT", static d => d.AskParameters()) { WorksLocked = true, KeepsErasePrepared = true, Take = static d => d.TakeErase() };
        table[0xF5] = new("SECURITY FREEZE LOCK", static d => d.Freeze());
        table[0xF6] = new("SECURITY DISABLE PASSWORD", static d => d.AskParameters()) { Take = static d => d.TakeSecurity(static (s, p) => s.Disable(p)) };
    }
}
