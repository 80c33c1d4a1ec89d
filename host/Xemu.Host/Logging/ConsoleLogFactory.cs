using Microsoft.Extensions.Logging;

namespace Xemu.Host;

/// <summary>Makes logs that write lines to standard error: <c>warn: pic: text</c>; plain information has no word in front.</summary>
internal sealed class ConsoleLogFactory(TextWriter writer, LogLevel minimum) : ILoggerFactory
{
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
        lock (_lock)
        {
            writer.WriteLine($"{word}{category}: {text}");
        }
    }
}
