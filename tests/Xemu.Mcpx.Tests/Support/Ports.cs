using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

/// <summary>Port accesses as a guest makes them.</summary>
internal static class Ports
{
    public static byte In(this TestMachine machine, ulong port) => (byte)machine.Ports.ReadValue(port, 1);

    public static ushort In16(this TestMachine machine, ulong port) => (ushort)machine.Ports.ReadValue(port, 2);

    public static uint In32(this TestMachine machine, ulong port) => (uint)machine.Ports.ReadValue(port, 4);

    public static void Out(this TestMachine machine, ulong port, params ReadOnlySpan<byte> values)
    {
        foreach (byte value in values)
        {
            machine.Ports.WriteValue(port, 1, value);
        }
    }

    public static void Out16(this TestMachine machine, ulong port, ushort value) => machine.Ports.WriteValue(port, 2, value);

    public static void Out32(this TestMachine machine, ulong port, uint value) => machine.Ports.WriteValue(port, 4, value);

    public static uint ConfigRead(this TestMachine machine, int bus, int slot, int function, int register)
    {
        machine.Out32(0xCF8, 0x8000_0000u | ((uint)bus << 16) | ((uint)slot << 11) | ((uint)function << 8) | (uint)register);
        return machine.In32(0xCFC);
    }

    public static void ConfigWrite(this TestMachine machine, int bus, int slot, int function, int register, uint value)
    {
        machine.Out32(0xCF8, 0x8000_0000u | ((uint)bus << 16) | ((uint)slot << 11) | ((uint)function << 8) | (uint)register);
        machine.Out32(0xCFC, value);
    }
}
