using Xemu.Abstractions.Migration;

namespace Xemu.Migration;

/// <summary>A bar on standard error while a migration runs, where that is a terminal.</summary>
internal sealed class TerminalProgress : IDisposable
{
    private const int Width = 30;

    private readonly IDisposable? _subscription;
    private int _drawn;

    public TerminalProgress(StatusPublisher status) => _subscription = Console.IsErrorRedirected ? null : status.Subscribe(Draw);

    public void Dispose()
    {
        _subscription?.Dispose();
        if (_drawn > 0)
        {
            Console.Error.Write($"\r{new string(' ', _drawn)}\r");
        }
    }

    private void Draw(MigrationStatus status)
    {
        if (status.HasEnded || status.TotalBytes == 0)
        {
            return;
        }

        double done = 1 - Math.Min(1, status.RemainingBytes / (double)status.TotalBytes);
        int marks = (int)(done * Width);
        string text = $"{(status.IsIncoming ? "restoring" : "saving")} [{new string('#', marks)}{new string(' ', Width - marks)}] {done * 100,3:F0} %  {status.BytesPerSecond / (1 << 20):F0} MiB/s";
        Console.Error.Write($"\r{text.PadRight(_drawn)}");
        _drawn = Math.Max(_drawn, text.Length);
    }
}
