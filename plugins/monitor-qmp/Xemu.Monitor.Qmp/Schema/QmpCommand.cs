using System.Text.Json.Nodes;

namespace Xemu.Monitor.Qmp;

/// <summary>A command: what it takes, what it gives, and who does it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">One line, for the documentation.</param>
/// <param name="Arguments">What it takes.</param>
/// <param name="Returns">What it gives.</param>
/// <param name="Run">Does it; on a thread of the connection.</param>
internal sealed record QmpCommand(string Name, string Description, QmpStruct Arguments, QmpType Returns, Func<CommandCall, JsonNode?> Run)
{
    /// <summary>May be run out of band: it never waits for the machine.</summary>
    public bool AllowsOob { get; init; }

    /// <summary>May be run before capabilities are negotiated, and only then.</summary>
    public bool IsNegotiation { get; init; }
}

/// <summary>An event that clients are told of.</summary>
/// <param name="Name">The name, upper-case.</param>
/// <param name="Description">One line, for the documentation.</param>
/// <param name="Data">What it carries.</param>
internal sealed record QmpEvent(string Name, string Description, QmpStruct Data);
