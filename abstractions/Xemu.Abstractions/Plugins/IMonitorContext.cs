namespace Xemu.Abstractions;

/// <summary>The machine as a monitor command sees it.</summary>
public interface IMonitorContext
{
    /// <summary>Components by id.</summary>
    IReadOnlyDictionary<string, IComponent> Components { get; }

    /// <summary>Counters by <c>ID/name</c>, read now.</summary>
    IReadOnlyDictionary<string, long> Counters { get; }

    /// <summary>The machine.</summary>
    IMachineControl Machine { get; }
}
