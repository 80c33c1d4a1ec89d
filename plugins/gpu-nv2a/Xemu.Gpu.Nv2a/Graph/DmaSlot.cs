namespace Xemu.Gpu.Nv2a;

/// <summary>What a method that binds a memory object asks of it. Source: envytools' tests of the NV20 (hwtest: Kelvin, M2MF, surfaces).</summary>
/// <param name="Reads">Whether an object that can only be read will do.</param>
/// <param name="Writes">Whether one that can only be written will do.</param>
internal sealed record DmaSlot(bool Reads, bool Writes)
{
    public const uint NullClass = 0x30;
    private const uint ReadClass = 0x02;
    private const uint WriteClass = 0x03;
    private const uint BothClass = 0x3D;

    /// <summary>For reading.</summary>
    public static readonly DmaSlot Source = new(true, false);

    /// <summary>For writing.</summary>
    public static readonly DmaSlot Destination = new(false, true);

    /// <summary>A surface, that is read and written.</summary>
    public static readonly DmaSlot Surface = new(false, false);

    /// <summary>Textures and vertices: from a multiple of 256 bytes on, to one.</summary>
    public static readonly DmaSlot Arrays = new(true, false) { IsAligned = true };

    /// <summary>Semaphores: a page.</summary>
    public static readonly DmaSlot Page = new(false, true) { IsPage = true };

    /// <summary>Notifiers of most classes: one.</summary>
    public static readonly DmaSlot Notifier = new(false, true) { LeastLimit = 0xF };

    /// <summary>Notifiers of those that have two.</summary>
    public static readonly DmaSlot TwoNotifiers = new(false, true) { LeastLimit = 0x1F };

    /// <summary>The least limit.</summary>
    public uint LeastLimit { get; init; }

    /// <summary>Whether it begins and ends at multiples of 256 bytes.</summary>
    public bool IsAligned { get; init; }

    /// <summary>Whether it is a page or less, from its beginning.</summary>
    public bool IsPage { get; init; }

    /// <summary>What is wrong with an object, if anything is.</summary>
    /// <param name="flags">The object's first word: class, and where in a page it begins.</param>
    /// <param name="limit">Its second.</param>
    /// <param name="checksClass">Whether classes are looked at (DEBUG_3).</param>
    /// <remarks>Not modelled: that surfaces of the NV20 lie in video memory, which the console has not.</remarks>
    public GraphError Check(uint flags, uint limit, bool checksClass)
    {
        uint objectClass = flags & 0xFFF;
        if (objectClass == NullClass)
        {
            return GraphError.None;
        }

        bool fits = objectClass == BothClass || (Reads && objectClass == ReadClass) || (Writes && objectClass == WriteClass);
        bool isSmall = limit < LeastLimit
            || (IsAligned && ((limit & 0xFF) != 0xFF || ((flags >> 20) & 0xFF) != 0))
            || (IsPage && (limit > 0xFFF || flags >> 20 != 0));
        return (checksClass && !fits ? GraphError.Data : 0) | (isSmall ? GraphError.Protection : 0);
    }
}
