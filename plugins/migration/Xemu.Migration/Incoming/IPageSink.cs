namespace Xemu.Migration;

/// <summary>Where the pages of a stream go. Pages are named by block and number, which were checked.</summary>
internal interface IPageSink
{
    /// <summary>Whether pages are passed over: the stream is only looked at.</summary>
    bool IsBlind { get; }

    /// <summary>The host address of a page that is about to be read.</summary>
    nint Receive(RamRegion region, ulong page);

    /// <summary>A page is zero.</summary>
    void Zero(RamRegion region, ulong page);

    /// <summary>Pages came.</summary>
    void Count(int normal, int zero, int bytes);
}
