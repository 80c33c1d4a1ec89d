namespace Xemu.Migration;

/// <summary>A restore, on a thread of its own.</summary>
internal interface IIncomingSession : IDisposable
{
    /// <summary>Whether the machine has got its new state.</summary>
    bool HasState { get; }

    /// <summary>Restores; every outcome ends in the status.</summary>
    void Run();
}
