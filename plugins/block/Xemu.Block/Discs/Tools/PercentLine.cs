using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>Per cent on standard error, where that is a terminal.</summary>
internal sealed class PercentLine(IVerbContext context, string what, ulong total) : IDisposable
{
    private ulong _done;
    private int _percent = -1;

    /// <summary>Counts bytes.</summary>
    public void Add(int bytes)
    {
        _done += (ulong)bytes;
        int percent = (int)Math.Min(100, _done * 100.0 / Math.Max(total, 1));
        if (context.IsErrorTerminal && percent != _percent)
        {
            _percent = percent;
            context.Error.Write($"\r{what} {percent,3} %");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_percent >= 0)
        {
            context.Error.Write("\r" + new string(' ', what.Length + 6) + "\r");
        }
    }
}
