using System.Text.Json.Nodes;
using Xemu.Abstractions.Io;

namespace Xemu.Monitor.Qmp;

/// <summary>Questions about the monitor and the machine.</summary>
internal static class QueryCommands
{
    public static IEnumerable<QmpCommand> All(QmpMachine machine, Func<CommandTable> table) =>
    [
        new("qmp_capabilities", "Ends the negotiation; `enable: [\"oob\"]` allows `exec-oob`.",
            new QmpStruct("qmp_capabilities-arg", new QmpMember("enable", new QmpArray(QmpTypes.Capability), IsOptional: true)), QmpStruct.Empty, static _ => null) { IsNegotiation = true },
        new("query-version", "The version of QEMU whose protocol this is, and our own as `package`.", QmpStruct.Empty, QmpTypes.VersionInfo, static _ => QmpVersion.ToJson()),
        new("query-commands", "The names of the commands.", QmpStruct.Empty, new QmpArray(QmpTypes.CommandInfo),
            _ => new JsonArray([.. table().Commands.Select(static c => new JsonObject { ["name"] = c.Name })])),
        new("query-qmp-schema", "Commands, events and their types.", QmpStruct.Empty, new QmpArray(QmpScalar.Any), _ => table().Introspect()),
        new("query-status", "Whether guest time passes, and why not.", QmpStruct.Empty, QmpTypes.StatusInfo,
            _ => new JsonObject { ["running"] = machine.State.IsRunning, ["status"] = machine.State.Word }) { AllowsOob = true },
        new("query-name", "The machine's name.", QmpStruct.Empty, QmpTypes.NameInfo, _ => new JsonObject { ["name"] = machine.Control.Name }),
        new("query-uuid", "The machine's UUID: none.", QmpStruct.Empty, QmpTypes.UuidInfo, static _ => new JsonObject { ["UUID"] = Guid.Empty.ToString() }),
        new("query-kvm", "Whether KVM is used: never.", QmpStruct.Empty, QmpTypes.KvmInfo, static _ => new JsonObject { ["enabled"] = false, ["present"] = false }),
        new("query-target", "The architecture.", QmpStruct.Empty, QmpTypes.TargetInfo, static _ => new JsonObject { ["arch"] = "i386" }),
        new("query-memory-size-summary", "The size of main RAM.", QmpStruct.Empty, QmpTypes.MemoryInfo, _ => new JsonObject { ["base-memory"] = machine.Ram }),
        new("query-machines", "The one machine there is.", QmpStruct.Empty, new QmpArray(QmpTypes.MachineInfo), _ => new JsonArray(Machine(machine))),
        new("query-cpus-fast", "The processors, and the host's thread that runs them.", QmpStruct.Empty, new QmpArray(QmpTypes.CpuInfo),
            call => new JsonArray(Cpu(machine.Calls.Run(machine.ThreadNumber, call.Cancellation)))),
        new("query-block", "Drives and disks, and what is in them.", QmpStruct.Empty, new QmpArray(QmpTypes.BlockInfo),
            call => machine.Calls.Run(() => BlockList.Describe(machine), call.Cancellation)),
        new("query-pci", "The functions on the PCI buses.", QmpStruct.Empty, new QmpArray(QmpTypes.PciInfo),
            call => machine.Calls.Run(() => PciList.Describe(machine), call.Cancellation)),
        new("query-fdsets", "The sets of descriptors.", QmpStruct.Empty, new QmpArray(QmpTypes.FdsetInfo), _ => FdSets(machine.Descriptors)),
    ];

    private static JsonObject Machine(QmpMachine machine) => new()
    {
        ["name"] = machine.Control.Name,
        ["is-default"] = true,
        ["cpu-max"] = 1,
        ["hotpluggable-cpus"] = false,
        ["numa-mem-supported"] = false,
        ["deprecated"] = false,
        ["acpi"] = false,
    };

    private static JsonObject Cpu(int thread) => new()
    {
        ["cpu-index"] = 0,
        ["qom-path"] = "/machine/cpu",
        ["thread-id"] = thread,
        ["target"] = "i386",
        ["props"] = new JsonObject { ["core-id"] = 0, ["thread-id"] = 0, ["socket-id"] = 0 },
    };

    private static JsonArray FdSets(IDescriptorStore store) =>
        new([.. store.Sets.GroupBy(static m => m.Set).Select(static set => new JsonObject
        {
            ["fdset-id"] = set.Key,
            ["fds"] = new JsonArray([.. set.Select(Member)]),
        })]);

    private static JsonObject Member(DescriptorSetMember member)
    {
        var result = new JsonObject { ["fd"] = member.Descriptor };
        if (member.Note is { } note)
        {
            result["opaque"] = note;
        }

        return result;
    }
}
