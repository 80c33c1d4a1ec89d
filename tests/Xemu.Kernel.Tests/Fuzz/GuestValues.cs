using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Fuzz;

/// <summary>Arguments as hostile or broken programs give them: small numbers, borders, wild addresses, addresses of the kernel's own things, handles, and a scratch area full of all these.</summary>
internal sealed class GuestValues(TestKernel kernel, Random random)
{
    private const int ScratchBytes = 0x2000;

    private static readonly uint[] Borders =
    [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 65, 127, 255, 256, 511, 512, 2047, 2048, 4095, 4096, 4097, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF8, 0xFFFF_FFFC, 0xFFFF_FFFE, 0xFFFF_FFFF,
    ];

    private static readonly uint[] KernelPlaces =
    [
        KernelLayout.Pcr, KernelLayout.Code, KernelLayout.Data, KernelLayout.Idt, KernelLayout.Gdt, KernelLayout.IdleThread, KernelLayout.SystemProcess, KernelLayout.Resume, KernelLayout.PageTableBase,
        KernelLayout.IdentityBase, KernelLayout.IdentityBase + KernelLayout.PageDirectory, KernelLayout.SystemBase, KernelLayout.UserBase, KernelLayout.UserEnd, 0xF000_0000, 0xFD00_0000, 0xFE80_0000, 0xFFFF_F000,
    ];

    private readonly List<uint> _results = [];
    private readonly List<uint> _places = [];

    /// <summary>Begins anew with a fresh kernel.</summary>
    public void Reset()
    {
        _results.Clear();
        _places.Clear();
        _places.Add(kernel.Allocate(ScratchBytes));
        _places.Add(kernel.AllocateAtEnd(ScratchBytes));
        _places.Add(kernel.AllocateReadOnly());
        _places.Add(kernel.Text("\\Device\\Harddisk0\\Partition1\\a%s%n%*d%999999d"));
        _places.Add(kernel.Counted("\\??\\D:\\file.txt", maximum: 64));
        _places.Add(kernel.Thread);
    }

    /// <summary>Fills part of the scratch area with values.</summary>
    public void Scatter()
    {
        uint place = _places[random.Next(2)];
        for (int i = 0; i < 16; i++)
        {
            kernel.Memory.Write32(place + (uint)(4 * random.Next(ScratchBytes / 4)), Next());
        }
    }

    /// <summary>Keeps what a call returned, which may be a handle or an address.</summary>
    public void Keep(uint result)
    {
        if (result is > 3 and < 0xC000_0000 && _results.Count < 64)
        {
            _results.Add(result);
        }
    }

    /// <summary>Keeps what a call may have written.</summary>
    public void KeepWritten() => Keep(kernel.Memory.Read32(_places[random.Next(2)] + (uint)(4 * random.Next(8))));

    /// <summary>A value.</summary>
    public uint Next() => random.Next(12) switch
    {
        0 or 1 => Borders[random.Next(Borders.Length)],
        2 => (uint)random.NextInt64(1L << random.Next(1, 33)),
        3 => KernelPlaces[random.Next(KernelPlaces.Length)] + (uint)(random.Next(4) == 0 ? random.Next(4096) : 0),
        4 when _results.Count > 0 => _results[random.Next(_results.Count)],
        5 => (uint)(4 * random.Next(1, 40)),
        _ => _places[random.Next(_places.Count)] + (uint)(random.Next(3) == 0 ? random.Next(ScratchBytes) : 4 * random.Next(8)),
    };
}
