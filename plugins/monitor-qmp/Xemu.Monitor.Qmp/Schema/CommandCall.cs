using System.Text.Json.Nodes;

namespace Xemu.Monitor.Qmp;

/// <summary>One execution of a command: its checked arguments, the descriptors that came with it, and whom it was asked by.</summary>
internal sealed class CommandCall(JsonObject arguments, DescriptorBatch descriptors, CancellationToken cancellation)
{
    /// <summary>The arguments, checked already.</summary>
    public JsonObject Arguments { get; } = arguments;

    /// <summary>Descriptors that came with the command.</summary>
    public DescriptorBatch Descriptors { get; } = descriptors;

    /// <summary>Cancelled when the client or the machine is gone.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Done once the reply is on its way.</summary>
    public Action? AfterReply { get; set; }

    public string? Text(string name) => (string?)Arguments[name];

    public string RequiredText(string name) => (string)Arguments[name]!;

    public bool? Flag(string name) => (bool?)Arguments[name];

    public long? Int(string name) => (long?)Arguments[name];

    /// <summary>A number from 0 to 2^64-1.</summary>
    public ulong? Size(string name) =>
        Arguments[name] is not JsonValue value ? null : value.TryGetValue(out ulong large) ? large : (ulong)(long)value;
}
