using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;

namespace Xemu.Monitor.Qmp;

/// <summary><c>info SUBJECT</c>.</summary>
internal sealed class HumanInfo
{
    private readonly QmpMachine _machine;
    private readonly Dictionary<string, (string Description, Func<CancellationToken, string> Run)> _subjects;

    public HumanInfo(QmpMachine machine)
    {
        _machine = machine;
        _subjects = new(StringComparer.Ordinal)
        {
            ["block"] = ("drives and disks, and what is in them", Block),
            ["migrate"] = ("how the migration stands", _ => Migrate()),
            ["mtree"] = ("what memory and ports hold, as the CPU sees it", MemoryTree),
            ["name"] = ("the machine's name", _ => machine.Control.Name + "\n"),
            ["pci"] = ("the functions on the PCI buses", Pci),
            ["qtree"] = ("the components and their types", _ => Components()),
            ["registers"] = ("the CPU's registers", c => machine.Calls.Run(() => RegisterText.Format(machine.Cpu().Registers), c)),
            ["status"] = ("whether guest time passes", _ => Status()),
            ["version"] = ("the versions", static _ => $"{QmpVersion.Major}.{QmpVersion.Minor}.{QmpVersion.Micro} ({QmpVersion.Package})\n"),
        };
    }

    public IEnumerable<(string Usage, string Description)> Subjects => _subjects.Select(static s => ($"info {s.Key}", s.Value.Description));

    public string Run(string text, CancellationToken cancellation)
    {
        // Options such as "info mtree -f" change nothing here.
        string name = text.Split(' ', 2)[0];
        if (name.Length == 0)
        {
            return string.Concat(Subjects.Select(static s => $"{s.Usage}  -- show {s.Description}\n"));
        }

        return _subjects.TryGetValue(name, out (string Description, Func<CancellationToken, string> Run) subject)
            ? subject.Run(cancellation)
            : $"unknown command: 'info {name}'\n";
    }

    private string Status()
    {
        string word = _machine.State.Word;
        return _machine.State.IsRunning ? "VM status: running\n" : $"VM status: paused{(word == "paused" ? string.Empty : $" ({word})")}\n";
    }

    private string Migrate()
    {
        JsonObject info = _machine.Migration.Describe();
        var result = new StringBuilder();
        foreach ((string key, JsonNode? value) in info)
        {
            if (value is JsonObject inner)
            {
                foreach ((string name, JsonNode? number) in inner)
                {
                    _ = result.Append(CultureInfo.InvariantCulture, $"{name}: {number}\n");
                }
            }
            else
            {
                _ = result.Append(CultureInfo.InvariantCulture, $"{key}: {value}\n");
            }
        }

        return result.ToString();
    }

    private string Block(CancellationToken cancellation)
    {
        JsonArray list = _machine.Calls.Run(() => BlockList.Describe(_machine), cancellation);
        var result = new StringBuilder();
        foreach (JsonNode? entry in list)
        {
            JsonNode device = entry!;
            JsonNode? inserted = device["inserted"];
            bool isRemovable = (bool)device["removable"]!;
            _ = result.Append(CultureInfo.InvariantCulture, $"{(string?)device["device"]}: ")
                .Append(inserted is null ? "[not inserted]" : $"{(string?)inserted["file"]} ({(string?)inserted["drv"]}{((bool)inserted["ro"]! ? ", read-only" : string.Empty)})")
                .Append('\n');
            if (isRemovable)
            {
                _ = result.Append(CultureInfo.InvariantCulture, $"    Removable device: {((bool)device["locked"]! ? "locked" : "not locked")}, tray {((bool)device["tray_open"]! ? "open" : "closed")}\n");
            }
        }

        return result.ToString();
    }

    private string MemoryTree(CancellationToken cancellation) => _machine.Calls.Run(
        () =>
        {
            var result = new StringBuilder();
            Space(result, _machine.Context.Memory, "memory");
            Space(result, _machine.Context.Ports, "I/O");
            return result.ToString();
        },
        cancellation);

    private static void Space(StringBuilder result, IAddressSpace space, string name)
    {
        _ = result.Append(CultureInfo.InvariantCulture, $"address-space: {name}\n");
        foreach (FlatRange range in space.FlatView)
        {
            if (range.Kind == FlatRangeKind.Unmapped)
            {
                continue;
            }

            string kind = range.Kind switch { FlatRangeKind.Ram => "ram", FlatRangeKind.Rom => "rom", _ => "i/o" };
            _ = result.Append(CultureInfo.InvariantCulture, $"  {range.Address:x16}-{range.Address + range.SizeBytes - 1:x16} ({kind}): {range.Name}");
            if (range.Block is { } block)
            {
                _ = result.Append(CultureInfo.InvariantCulture, $" @{block.Name} {range.Offset:x16}");
            }
            else if (range.Offset != 0)
            {
                _ = result.Append(CultureInfo.InvariantCulture, $" @{range.Offset:x16}");
            }

            _ = result.Append('\n');
        }

        _ = result.Append('\n');
    }

    private string Pci(CancellationToken cancellation) => _machine.Calls.Run(
        () =>
        {
            var result = new StringBuilder();
            foreach (PciFunctionInfo function in PciList.Functions(_machine))
            {
                Function(result, function);
            }

            return result.ToString();
        },
        cancellation);

    private static void Function(StringBuilder result, PciFunctionInfo function)
    {
        PciFunctionDefinition definition = function.Definition;
        string kind = PciList.ClassName(definition.ClassCode) ?? $"Class {definition.ClassCode >> 8:x4}";
        _ = result.Append(CultureInfo.InvariantCulture, $"  Bus {function.Bus,2}, device {function.Address.Slot,3}, function {function.Address.Function}:\n")
            .Append(CultureInfo.InvariantCulture, $"    {kind}: PCI device {definition.VendorId:x4}:{definition.DeviceId:x4}\n");
        if (definition.SubsystemVendorId != 0)
        {
            _ = result.Append(CultureInfo.InvariantCulture, $"      PCI subsystem {definition.SubsystemVendorId:x4}:{definition.SubsystemId:x4}\n");
        }

        if (definition.InterruptPin != 0)
        {
            _ = result.Append(CultureInfo.InvariantCulture, $"      IRQ {function.InterruptLine}, pin {(char)('A' + definition.InterruptPin - 1)}\n");
        }

        foreach (PciBar bar in definition.Bars)
        {
            string space = bar.Kind switch { PciBarKind.Io => "I/O", PciBarKind.Memory => "32 bit memory", _ => "32 bit prefetchable memory" };
            string place = function.Slot.BarAddress(bar.Index) is { } address
                ? bar.Kind == PciBarKind.Io ? $"at 0x{address:x4} [0x{address + bar.SizeBytes - 1:x4}]" : $"at 0x{address:x8} [0x{address + bar.SizeBytes - 1:x8}]"
                : "(not mapped)";
            _ = result.Append(CultureInfo.InvariantCulture, $"      BAR{bar.Index}: {space} {place}.\n");
        }

        _ = result.Append(CultureInfo.InvariantCulture, $"      id \"{function.Id}\"\n");
    }

    private string Components() =>
        string.Concat(_machine.Components.Select(c => $"{c.Key}: {_machine.Context.TypeOf(c.Key)}\n"));
}
