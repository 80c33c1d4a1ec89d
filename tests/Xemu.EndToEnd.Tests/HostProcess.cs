using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Xemu.EndToEnd.Tests;

/// <summary>The platform as a process of its own, with its streams on pipes and a data directory of its own.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly AutoResetEvent _grown = new(false);
    private readonly Task _reading;
    private bool _isDisposed;

    public HostProcess(string folder, params string[] arguments)
        : this(folder, new Dictionary<string, string>(), arguments)
    {
    }

    public HostProcess(string folder, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(Platform.Program, TestForm.Of(arguments))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["XEMU_DATA_HOME"] = Path.Combine(folder, "data");
        start.Environment.Remove("DISPLAY");
        start.Environment.Remove("WAYLAND_DISPLAY");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, _output), ReadAsync(_process.StandardError, _error));
    }

    public string Output => Text(_output);

    public string Error => Text(_error);

    public int Id => _process.Id;

    public bool HasExited => _isDisposed || _process.HasExited;

    /// <summary>Ends it as a power cut would.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>Waits until standard error holds a text.</summary>
    public void ExpectError(string text, TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (!Error.Contains(text, StringComparison.Ordinal))
        {
            _grown.WaitOne(50);
            Assert.True(watch.Elapsed < limit && !(_process.HasExited && _reading.IsCompleted), $"'{text}' did not come. Output:\n{Output}\nErrors:\n{Error}");
        }
    }

    public void Type(string text)
    {
        _process.StandardInput.Write(text);
        _process.StandardInput.Flush();
    }

    /// <summary>Waits until standard output holds a text; fails with all there is when the process ends or the time is over.</summary>
    public void Expect(string text, TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            _grown.WaitOne(200);
            Assert.True(watch.Elapsed < limit && !(_process.HasExited && _reading.IsCompleted), $"'{text}' did not come. Output:\n{Output}\nErrors:\n{Error}");
        }
    }

    /// <summary>Sends what ctrl-C sends.</summary>
    public void Interrupt() => Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    /// <summary>Waits for the end and gives the exit code.</summary>
    /// <param name="limit">How long it may take.</param>
    /// <param name="explain">What else to tell when it does not end.</param>
    public int Wait(TimeSpan limit, Func<string>? explain = null)
    {
        bool hasEnded = _process.WaitForExit(limit);
        Assert.True(hasEnded, $"The platform did not end in {limit}. Output:\n{Output}\nErrors:\n{Error}\n{(hasEnded ? null : explain?.Invoke())}");
        _reading.Wait(TimeSpan.FromSeconds(10));
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        _grown.Dispose();
    }

    private async Task ReadAsync(StreamReader reader, StringBuilder to)
    {
        char[] buffer = new char[4096];
        int count;
        while ((count = await reader.ReadAsync(buffer)) > 0)
        {
            lock (to)
            {
                to.Append(buffer, 0, count);
            }

            _grown.Set();
        }
    }

    private static string Text(StringBuilder builder)
    {
        lock (builder)
        {
            return builder.ToString();
        }
    }
}
