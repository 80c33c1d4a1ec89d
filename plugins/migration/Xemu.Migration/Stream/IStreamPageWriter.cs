namespace Xemu.Migration;

/// <summary>Writes pages into a stream.</summary>
internal interface IStreamPageWriter : IPageWriter, IDisposable
{
    /// <summary>Writes what comes before the first <c>ram</c> section.</summary>
    void Begin();

    /// <summary>Writes the last <c>ram</c> section, which has no pages.</summary>
    void End();
}
