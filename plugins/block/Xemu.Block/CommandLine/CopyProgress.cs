using System.Globalization;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>Per cent on standard error, where that is a terminal; and the place where a copy is interrupted.</summary>
internal sealed class CopyProgress(IVerbContext context, ulong totalBytes) : IDisposable
{
    private const int Width = 40;
    private ulong _done;
    private int _percent = -1;

    /// <summary>Counts what was written.</summary>
    /// <exception cref="OperationCanceledException">The user wants no more.</exception>
    public void Report(int bytes)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        _done += (ulong)bytes;
        int percent = totalBytes == 0 ? 100 : (int)Math.Min(_done * 100.0 / totalBytes, 100);
        if (context.IsErrorTerminal && percent != _percent)
        {
            _percent = percent;
            context.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\rcopying {percent,3} % of {SizeText.Short(totalBytes)}").PadRight(Width));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_percent >= 0)
        {
            context.Error.Write("\r" + new string(' ', Width) + "\r");
        }
    }
}
