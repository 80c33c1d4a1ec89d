namespace Xemu.Kernel.Hle;

/// <summary>What PsCreateSystemThreadEx is asked for.</summary>
/// <param name="ExtensionBytes">Bytes behind the ETHREAD.</param>
/// <param name="StackBytes">Size of the stack.</param>
/// <param name="TlsBytes">Size of the thread-local storage.</param>
/// <param name="StartRoutine">The thread's routine.</param>
/// <param name="StartContext">Its argument.</param>
/// <param name="Suspended">Whether it starts suspended.</param>
/// <param name="SystemRoutine">A routine that gets the two before as arguments and is called instead, or 0.</param>
internal sealed record ThreadRequest(
    uint ExtensionBytes, uint StackBytes, uint TlsBytes, uint StartRoutine, uint StartContext, bool Suspended, uint SystemRoutine);
