namespace Xemu.Abstractions.Memory;

/// <summary>A region mapped into an address space. Dispose it to unmap.</summary>
public interface IMapping : IDisposable
{
    /// <summary>The region's name.</summary>
    string Name { get; }

    /// <summary>First address.</summary>
    ulong Address { get; }

    /// <summary>Size in bytes.</summary>
    ulong SizeBytes { get; }

    /// <summary>Whether the region is in the view; a device turns it off and on as its enable bits change.</summary>
    bool Enabled { get; set; }

    /// <summary>Moves the region (a BAR that the guest has written).</summary>
    /// <param name="address">The new first address.</param>
    /// <param name="enabled">Whether it is in the view there.</param>
    /// <remarks>A guest can move a region over another: then the one mapped first wins, and nothing throws.</remarks>
    void Move(ulong address, bool enabled);
}
