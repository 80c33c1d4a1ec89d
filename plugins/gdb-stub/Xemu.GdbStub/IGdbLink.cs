namespace Xemu.GdbStub;

/// <summary>What a session has around it.</summary>
internal interface IGdbLink
{
    /// <summary>Sends bytes to the client.</summary>
    void Send(byte[] bytes);

    /// <summary>Runs something on the machine thread and waits for it; what it throws comes out here and not there.</summary>
    /// <exception cref="OperationCanceledException">The machine is being disposed.</exception>
    void OnMachine(Action action);

    /// <summary>Called on the machine thread each time guest time has stopped.</summary>
    void Stopped(Xemu.Abstractions.DebugStop stop);
}
