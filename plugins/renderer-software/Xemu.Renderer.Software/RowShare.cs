namespace Xemu.Renderer.Software;

/// <summary>The rows of a picture that one of several workers draws: every so many bands of rows. Which worker draws a row never changes what it holds.</summary>
/// <param name="Index">Which worker, from 0.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct RowShare(int Index, int Count)
{
    /// <summary>Base-two logarithm of the rows of a band.</summary>
    private const int BandLog2 = 3;

    /// <summary>Whether a row belongs to it.</summary>
    public bool Has(int row) => Count == 1 || (row >> BandLog2) % Count == Index;
}
