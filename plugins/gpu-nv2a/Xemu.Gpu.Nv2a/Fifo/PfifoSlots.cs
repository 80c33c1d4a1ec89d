namespace Xemu.Gpu.Nv2a;

/// <summary>Where the registers that each command needs lie among the values: looked up once.</summary>
internal static class PfifoSlots
{
    public static readonly int Push1 = PfifoRegisters.Table.IndexOf(PfifoRegisters.Push1);
    public static readonly int Pull0 = PfifoRegisters.Table.IndexOf(PfifoRegisters.Pull0);
    public static readonly int Pull1 = PfifoRegisters.Table.IndexOf(PfifoRegisters.Pull1);
    public static readonly int Engine = PfifoRegisters.Table.IndexOf(PfifoRegisters.Engine);
    public static readonly int DmaGet = PfifoRegisters.Table.IndexOf(PfifoRegisters.DmaGet);
    public static readonly int DmaPut = PfifoRegisters.Table.IndexOf(PfifoRegisters.DmaPut);
    public static readonly int DmaState = PfifoRegisters.Table.IndexOf(PfifoRegisters.DmaState);
    public static readonly int DmaDcount = PfifoRegisters.Table.IndexOf(PfifoRegisters.DmaDcount);
    public static readonly int DmaDataShadow = PfifoRegisters.Table.IndexOf(PfifoRegisters.DmaDataShadow);
    public static readonly int DmaReservedShadow = PfifoRegisters.Table.IndexOf(PfifoRegisters.DmaReservedShadow);
}
