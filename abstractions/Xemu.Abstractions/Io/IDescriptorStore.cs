namespace Xemu.Abstractions.Io;

/// <summary>File descriptors that the user has handed to the platform: by name, or in numbered sets whose members stand for one file. Any thread; the store owns what it holds.</summary>
public interface IDescriptorStore
{
    /// <summary>The members of every set, by set and then by descriptor.</summary>
    IReadOnlyList<DescriptorSetMember> Sets { get; }

    /// <summary>Keeps a descriptor under a name; one that was there is closed.</summary>
    /// <param name="name">The name, not beginning with a digit.</param>
    /// <param name="descriptor">The descriptor, which the store owns from now on.</param>
    /// <exception cref="ArgumentException">The name is empty or begins with a digit; the descriptor stays the caller's.</exception>
    void Add(string name, int descriptor);

    /// <summary>Gives a named descriptor away.</summary>
    /// <param name="name">The name.</param>
    /// <param name="descriptor">The descriptor, which the caller owns from now on.</param>
    /// <returns>Whether there was one.</returns>
    bool TryTake(string name, out int descriptor);

    /// <summary>Adds a descriptor to a set.</summary>
    /// <param name="set">The set's number, 0 and up, or null for the lowest that is free.</param>
    /// <param name="descriptor">The descriptor, which the store owns from now on.</param>
    /// <param name="note">Any text of the user's, or null.</param>
    /// <returns>The member.</returns>
    DescriptorSetMember AddToSet(int? set, int descriptor, string? note);

    /// <summary>Closes a member of a set, or the whole set.</summary>
    /// <param name="set">The set's number.</param>
    /// <param name="descriptor">The member, or null for all.</param>
    /// <returns>Whether there was such a member.</returns>
    bool RemoveFromSet(int set, int? descriptor);
}
