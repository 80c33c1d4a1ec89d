namespace Xemu.Abstractions.Memory;

/// <summary>Deals with a page that an access has run into.</summary>
public interface IPageTrapHandler
{
    /// <summary>Called on the accessing thread, outside any lock of the block, with the page taken; when it returns the page becomes clear and the access goes on.</summary>
    /// <param name="page">The page's number in its block. Touch it through the base pointer, never through a lease.</param>
    /// <exception cref="RamLostException">The page cannot be had: it stays trapped, and the machine ends with this message.</exception>
    void Resolve(ulong page);
}
