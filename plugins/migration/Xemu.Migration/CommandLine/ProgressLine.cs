using Xemu.Abstractions;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Per cent on standard error, where that is a terminal.</summary>
internal sealed class ProgressLine(IVerbContext context, string what) : IDisposable
{
    private readonly bool _isShown = !Console.IsErrorRedirected;
    private int _percent = -1;

    public void Report(SnapshotProgress progress)
    {
        int percent = progress.TotalBytes <= 0 ? 0 : (int)(progress.DoneBytes * 100.0 / progress.TotalBytes);
        if (_isShown && percent != _percent)
        {
            _percent = percent;
            context.Error.Write($"\r{what} {percent,3} %");
        }
    }

    public void Dispose()
    {
        if (_percent >= 0)
        {
            context.Error.Write("\r" + new string(' ', what.Length + 6) + "\r");
        }
    }
}
