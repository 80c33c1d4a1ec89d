using Microsoft.Extensions.Logging;

namespace Xemu.Host;

/// <summary>Makes logs that write lines to standard error: <c>warn: pic: text</c>; plain information has no word in front.</summary>
/// <remarks>A message may hold what a guest or a file says: what does not print is escaped, so that each is one line and does nothing to a terminal.</remarks>
internal sealed class ConsoleLogFactory(TextWriter writer, LogLevel minimum) : ILoggerFactory
{
    private const int MaxMessageLength = 10_000;

    private readonly Lock _lock = new();

    public ILogger CreateLogger(string categoryName) => new ConsoleLog(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("This factory writes to the console alone.");

    public void Dispose()
    {
    }

    public bool IsEnabled(LogLevel level) => level >= minimum && level != LogLevel.None;

    public void Write(LogLevel level, string category, string text)
    {
        string word = level switch
        {
            LogLevel.Trace => "trace: ",
            LogLevel.Debug => "debug: ",
            LogLevel.Information => string.Empty,
            LogLevel.Warning => "warn: ",
            _ => "error: ",
        };
        string line = Printable.Line(text, MaxMessageLength);
        lock (_lock)
        {
            writer.WriteLine($"{word}{category}: {line}");
        }
    }
}
