namespace Xemu.Gpu.Nv2a;

/// <summary>A channel's state of PGRAPH in instance memory: one description writes and reads it.</summary>
/// <remarks>
/// The layout is our own, behind a word that says so: that of the part is known in pieces alone (nxdk lib/pbkit/pbkit.c prepares one). Drivers reserve 0x36B0 bytes for it
/// (Linux drivers/gpu/drm/nouveau, nv2a), of which it takes less. The first word is the driver's: channel and a bit.
/// </remarks>
internal sealed class ContextImage
{
    /// <summary>Bytes that drivers reserve.</summary>
    public const uint SizeBytes = 0x36B0;

    /// <summary>Says that what follows is of this layout; its highest byte is the version as a digit.</summary>
    private const uint Magic = 0x0043_4758;

    private const uint CurrentVersion = 2;

    private readonly InstanceMemory _memory;
    private readonly uint _end;
    private uint _next;

    /// <param name="memory">Instance memory.</param>
    /// <param name="address">Where the context lies.</param>
    /// <param name="isLoading">Whether it is read.</param>
    public ContextImage(InstanceMemory memory, uint address, bool isLoading)
    {
        _memory = memory;
        _end = address + SizeBytes;
        _next = address + 4;
        uint magic = Magic | (('0' + CurrentVersion) << 24);
        IsLoading = isLoading;
        Word(ref magic);
        Version = (magic & 0x00FF_FFFF) == Magic && (magic >> 24) - '0' is >= 1 and <= CurrentVersion and uint version ? version : 0;
    }

    /// <summary>Whether it is read.</summary>
    public bool IsLoading { get; }

    /// <summary>The version of its layout; 0 where it is another, as what a driver has prepared.</summary>
    public uint Version { get; }

    /// <summary>Whether it has this layout.</summary>
    public bool IsKnown => Version != 0;

    /// <summary>A word of the state.</summary>
    public void Word(ref uint word)
    {
        if (_next >= _end)
        {
            throw new InvalidOperationException($"A context takes more than {SizeBytes} bytes; leave something out.");
        }

        if (IsLoading)
        {
            word = _memory.Read(_next);
        }
        else
        {
            _memory.Write(_next, word);
        }

        _next += 4;
    }

    /// <summary>Words of the state.</summary>
    public void Words(Span<uint> words)
    {
        foreach (ref uint word in words)
        {
            Word(ref word);
        }
    }
}
