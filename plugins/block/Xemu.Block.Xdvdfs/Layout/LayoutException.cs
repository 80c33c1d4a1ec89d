namespace Xemu.Block.Xdvdfs;

/// <summary>A folder that cannot be put on a disc; the message is a whole sentence for the user.</summary>
internal sealed class LayoutException : Exception
{
    /// <summary>Makes one.</summary>
    public LayoutException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with what caused it.</summary>
    public LayoutException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
