namespace Xemu.Gpu.Nv2a;

/// <summary>Saves and loads what PGRAPH holds of a channel. Source: xemu's nv2a_regs.h (CHANNEL_CTX_*), nxdk lib/pbkit/pbkit.c, Linux' nouveau (nv20).</summary>
/// <remarks>Not modelled: vertices between begin and end, which are lost by a switch there.</remarks>
internal sealed class GraphContexts(InstanceMemory instances, IEnumerable<IGraphClass> classes)
{
    /// <summary>Bit 0 of CHANNEL_CTX_TRIGGER: load.</summary>
    private const uint ReadIn = 1;

    /// <summary>Bit 1: save.</summary>
    private const uint WriteOut = 2;

    /// <summary>CTX_USER: whose methods come, which no context changes.</summary>
    private const uint Channel = 0x1F00_0000;

    /// <summary>What a transfer costs, in words of the push buffer.</summary>
    public const long Cost = 4096;

    /// <summary>CHANNEL_CTX_TRIGGER was written.</summary>
    /// <param name="trigger">The word.</param>
    /// <param name="pointer">CHANNEL_CTX_POINTER: the context in units of 16 bytes.</param>
    /// <param name="registers">CTX_USER to CTX_CACHE5, which belong to the context.</param>
    /// <returns>Whether something was loaded.</returns>
    public bool Transfer(uint trigger, uint pointer, Span<uint> registers)
    {
        uint address = (pointer & 0xFFFF) << 4;
        if ((trigger & WriteOut) != 0)
        {
            Describe(new ContextImage(instances, address, isLoading: false), registers);
        }

        if ((trigger & ReadIn) == 0)
        {
            return false;
        }

        Load(address, registers);
        return true;
    }

    /// <summary>The hardware switches by itself: the context of one channel goes, that of another comes.</summary>
    /// <param name="table">CHANNEL_CTX_TABLE: a word a channel, which points to its context.</param>
    /// <param name="from">The channel that goes; null when none was there.</param>
    /// <param name="to">The one that comes.</param>
    /// <param name="registers">CTX_USER to CTX_CACHE5.</param>
    public void Switch(uint table, uint? from, uint to, Span<uint> registers)
    {
        if (from is { } old && PointerOf(table, old) is not 0 and uint oldPointer)
        {
            Describe(new ContextImage(instances, oldPointer << 4, isLoading: false), registers);
        }

        if (PointerOf(table, to) is not 0 and uint pointer)
        {
            Load(pointer << 4, registers);
        }
    }

    private uint PointerOf(uint table, uint channel) => instances.Read(((table & 0xFFFF) << 4) + (channel * 4)) & 0xFFFF;

    private void Load(uint address, Span<uint> registers)
    {
        uint channel = registers[0] & Channel;
        var image = new ContextImage(instances, address, isLoading: true);
        if (image.IsKnown)
        {
            Describe(image, registers);
        }
        else
        {
            // What a driver has prepared for a new channel: the state of a part that was just switched on.
            registers.Clear();
            foreach (IGraphClass target in classes)
            {
                target.Reset();
            }
        }

        registers[0] = (registers[0] & ~Channel) | channel;
    }

    private void Describe(ContextImage image, Span<uint> registers)
    {
        image.Words(registers);
        foreach (IGraphClass target in classes)
        {
            target.DescribeContext(image);
        }
    }
}
