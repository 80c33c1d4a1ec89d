namespace Xemu.Ide;

/// <summary>A packet command.</summary>
/// <param name="Name">Its name in the standard.</param>
/// <param name="Run">Carries it out.</param>
internal sealed record DvdCommand(string Name, Action<IdeDvd> Run)
{
    /// <summary>Whether it works, and leaves it waiting, while a unit attention waits (MMC-3, 4.1.6).</summary>
    public bool PassesAttention { get; init; }

    /// <summary>Whether it needs a disc.</summary>
    public bool NeedsDisc { get; init; }
}

/// <summary>The packet commands that the drive carries out; every other one is an illegal request.</summary>
/// <remarks>Codes: MMC-3 (T10 1363D), chapter 6.</remarks>
internal static class DvdCommands
{
    private static readonly DvdCommand?[] Table = Build();

    /// <summary>The commands by code.</summary>
    public static IEnumerable<(byte Code, DvdCommand Command)> All =>
        Enumerable.Range(0, 256).Where(static i => Table[i] is not null).Select(static i => ((byte)i, Table[i]!));

    /// <summary>Finds a command.</summary>
    public static bool TryFind(byte code, out DvdCommand command)
    {
        command = Table[code]!;
        return command is not null;
    }

    private static DvdCommand?[] Build()
    {
        var table = new DvdCommand?[256];
        table[0x00] = new("TEST UNIT READY", static d => d.Done()) { NeedsDisc = true };
        table[0x03] = new("REQUEST SENSE", static d => d.RequestSense()) { PassesAttention = true };
        table[0x12] = new("INQUIRY", static d => d.Inquiry()) { PassesAttention = true };
        table[0x1B] = new("START STOP UNIT", static d => d.StartStop());
        table[0x1E] = new("PREVENT ALLOW MEDIUM REMOVAL", static d => d.PreventRemoval());
        table[0x25] = new("READ CAPACITY", static d => d.ReadCapacity()) { NeedsDisc = true };
        table[0x28] = new("READ (10)", static d => d.Read(isLong: false)) { NeedsDisc = true };
        table[0x2B] = new("SEEK (10)", static d => d.Seek()) { NeedsDisc = true };
        table[0x2F] = new("VERIFY (10)", static d => d.Done()) { NeedsDisc = true };
        table[0x35] = new("SYNCHRONIZE CACHE", static d => d.Done());
        table[0x43] = new("READ TOC", static d => d.ReadToc()) { NeedsDisc = true };
        table[0x46] = new("GET CONFIGURATION", static d => d.GetConfiguration()) { PassesAttention = true };
        table[0x4A] = new("GET EVENT STATUS NOTIFICATION", static d => d.GetEvent()) { PassesAttention = true };
        table[0x51] = new("READ DISC INFORMATION", static d => d.ReadDiscInformation()) { NeedsDisc = true };
        table[0x55] = new("MODE SELECT (10)", static d => d.ModeSelect());
        table[0x5A] = new("MODE SENSE (10)", static d => d.ModeSense());
        table[0xA8] = new("READ (12)", static d => d.Read(isLong: true)) { NeedsDisc = true };
        table[0xAD] = new("READ DVD STRUCTURE", static d => d.ReadDvdStructure()) { NeedsDisc = true };
        table[0xBB] = new("SET CD SPEED", static d => d.Done());
        table[0xBD] = new("MECHANISM STATUS", static d => d.MechanismStatus());
        return table;
    }
}
