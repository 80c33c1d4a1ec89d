using System.Diagnostics;
using System.Globalization;

namespace Xemu.Host;

/// <summary>A line that tells a person how far a lockstep run has come.</summary>
internal sealed class LockstepProgress(HostContext context) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private long _told = Stopwatch.GetTimestamp();
    private bool _isTold;

    public void Tell(ulong count)
    {
        if (context.IsErrorTerminal && Stopwatch.GetElapsedTime(_told) >= Period)
        {
            _told = Stopwatch.GetTimestamp();
            _isTold = true;
            context.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\rlockstep: equal for {count / 1e6:F1} million instructions "));
        }
    }

    public void Dispose()
    {
        if (_isTold)
        {
            context.Error.WriteLine();
        }
    }
}
