using Microsoft.Extensions.Logging;

namespace Xemu.Host;

/// <summary>The log of one component.</summary>
internal sealed class ConsoleLog(ConsoleLogFactory factory, string category) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => factory.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        string text = formatter(state, exception);
        factory.Write(logLevel, category, exception is null ? text : $"{text} ({exception.GetType().Name}: {exception.Message})");
    }
}
