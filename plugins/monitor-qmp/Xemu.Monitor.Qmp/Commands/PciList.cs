using System.Text.Json.Nodes;
using Xemu.Abstractions.Devices;

namespace Xemu.Monitor.Qmp;

/// <summary>The functions on the PCI buses. Machine thread.</summary>
internal static class PciList
{
    /// <summary>The functions, by bus and address.</summary>
    /// <exception cref="QmpException">No bus of this machine tells.</exception>
    public static IReadOnlyList<PciFunctionInfo> Functions(QmpMachine machine) =>
        machine.First<IPciInventory>()?.Value.Functions ?? throw new QmpException("No PCI bus of this machine can be looked at.");

    /// <summary>QEMU's PciInfo, one a bus.</summary>
    public static JsonArray Describe(QmpMachine machine) =>
        new([.. Functions(machine).GroupBy(static f => f.Bus).Select(static bus => new JsonObject
        {
            ["bus"] = bus.Key,
            ["devices"] = new JsonArray([.. bus.Select(Device)]),
        })]);

    /// <summary>A class in words (PCI Local Bus Specification 2.2, appendix D), or null.</summary>
    public static string? ClassName(uint classCode) => (classCode >> 8) switch
    {
        0x0101 => "IDE controller",
        0x0200 => "Ethernet controller",
        0x0300 => "VGA controller",
        0x0401 => "Audio controller",
        0x0480 => "Multimedia controller",
        0x0500 => "RAM controller",
        0x0600 => "Host bridge",
        0x0601 => "ISA bridge",
        0x0604 => "PCI bridge",
        0x0680 => "Bridge",
        0x0C03 => "USB controller",
        0x0C05 => "SMBus",
        _ => null,
    };

    private static JsonObject Device(PciFunctionInfo function)
    {
        PciFunctionDefinition definition = function.Definition;
        var kind = new JsonObject { ["class"] = definition.ClassCode >> 8 };
        if (ClassName(definition.ClassCode) is { } words)
        {
            kind["desc"] = words;
        }

        var result = new JsonObject
        {
            ["bus"] = function.Bus,
            ["slot"] = function.Address.Slot,
            ["function"] = function.Address.Function,
            ["class_info"] = kind,
            ["id"] = new JsonObject
            {
                ["device"] = definition.DeviceId,
                ["vendor"] = definition.VendorId,
                ["subsystem"] = definition.SubsystemId,
                ["subsystem-vendor"] = definition.SubsystemVendorId,
            },
            ["irq_pin"] = definition.InterruptPin,
            ["qdev_id"] = function.Id,
            ["regions"] = new JsonArray([.. definition.Bars.Select(bar => Region(function, bar))]),
        };
        if (definition.InterruptPin != 0)
        {
            result["irq"] = function.InterruptLine;
        }

        return result;
    }

    private static JsonObject Region(PciFunctionInfo function, PciBar bar)
    {
        bool isIo = bar.Kind == PciBarKind.Io;
        var result = new JsonObject
        {
            ["bar"] = bar.Index,
            ["type"] = isIo ? "io" : "memory",
            // Where QEMU has nothing mapped it tells -1.
            ["address"] = function.Slot.BarAddress(bar.Index) is { } address ? (long)address : -1,
            ["size"] = bar.SizeBytes,
        };
        if (!isIo)
        {
            result["prefetch"] = bar.Kind == PciBarKind.PrefetchableMemory;
            result["mem_type_64"] = false;
        }

        return result;
    }
}
