namespace Xemu.Block;

/// <summary>Packed data that contradicts itself; caught where the file and place are known.</summary>
internal sealed class ChdDamageException(string what) : Exception(what);
