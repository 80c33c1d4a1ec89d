using System.Text.Json.Nodes;
using Xemu.Abstractions.Io;

namespace Xemu.Monitor.Qmp;

/// <summary>Descriptors that clients hand over with SCM_RIGHTS.</summary>
internal static class DescriptorCommands
{
    private const string NothingCame = "No file descriptor supplied via SCM_RIGHTS";

    public static IEnumerable<QmpCommand> All(QmpMachine machine) =>
    [
        new("add-fd", "Puts a descriptor that comes with the command into a set.",
            new QmpStruct("add-fd-arg", new("fdset-id", QmpInteger.Int, IsOptional: true), new("opaque", QmpScalar.Text, IsOptional: true)), QmpTypes.AddfdInfo,
            call => Add(machine.Descriptors, call)),
        new("remove-fd", "Closes a descriptor of a set, or all of them.",
            new QmpStruct("remove-fd-arg", new("fdset-id", QmpInteger.Int), new("fd", QmpInteger.Int, IsOptional: true)), QmpStruct.Empty,
            call => Remove(machine.Descriptors, call)),
        new("getfd", "Keeps a descriptor that comes with the command under a name.",
            new QmpStruct("getfd-arg", new QmpMember("fdname", QmpScalar.Text)), QmpStruct.Empty, call => Get(machine.Descriptors, call)),
        new("closefd", "Closes a named descriptor.",
            new QmpStruct("closefd-arg", new QmpMember("fdname", QmpScalar.Text)), QmpStruct.Empty, call => Close(machine.Descriptors, call)),
    ];

    private static JsonObject Add(IDescriptorStore store, CommandCall call)
    {
        long? set = call.Int("fdset-id");
        if (set is < 0 or > int.MaxValue)
        {
            throw new QmpException("Parameter 'fdset-id' expects a non-negative value");
        }

        int descriptor = call.Descriptors.Take() ?? throw new QmpException(NothingCame);
        DescriptorSetMember member = store.AddToSet((int?)set, descriptor, call.Text("opaque"));
        return new JsonObject { ["fdset-id"] = member.Set, ["fd"] = member.Descriptor };
    }

    private static JsonNode? Remove(IDescriptorStore store, CommandCall call)
    {
        long set = call.Int("fdset-id")!.Value;
        long? descriptor = call.Int("fd");
        bool fits = set is >= 0 and <= int.MaxValue && descriptor is null or (>= 0 and <= int.MaxValue);
        if (!fits || !store.RemoveFromSet((int)set, (int?)descriptor))
        {
            throw new QmpException($"File descriptor named 'fdset-id:{set}{(descriptor is null ? string.Empty : $", fd:{descriptor}")}' not found");
        }

        return null;
    }

    private static JsonNode? Get(IDescriptorStore store, CommandCall call)
    {
        string name = call.RequiredText("fdname");
        int descriptor = call.Descriptors.Take() ?? throw new QmpException(NothingCame);
        try
        {
            store.Add(name, descriptor);
        }
        catch (ArgumentException)
        {
            _ = Libc.close(descriptor);
            throw new QmpException("Parameter 'fdname' expects a name not starting with a digit");
        }

        return null;
    }

    private static JsonNode? Close(IDescriptorStore store, CommandCall call)
    {
        string name = call.RequiredText("fdname");
        if (!store.TryTake(name, out int descriptor))
        {
            throw new QmpException($"File descriptor named '{name}' not found");
        }

        _ = Libc.close(descriptor);
        return null;
    }
}
