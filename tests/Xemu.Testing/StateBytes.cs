using Xemu.Abstractions.State;
using Xemu.Machine;

namespace Xemu.Testing;

/// <summary>Saves and loads one object's state.</summary>
public static class StateBytes
{
    public static byte[] Save(IStateful stateful) => StateWriter.Save(stateful);

    public static void Load(IStateful stateful, byte[] state)
    {
        StateReader.Load("test", stateful, state);
        stateful.AfterRestore();
    }

    /// <summary>The fields that differ, for messages.</summary>
    public static IReadOnlyList<string> Differences(byte[] left, byte[] right) => [.. StateDocument.Differences("state", left, right)];
}
