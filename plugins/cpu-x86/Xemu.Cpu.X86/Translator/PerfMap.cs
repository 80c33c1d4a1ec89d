using System.Globalization;
using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>Tells <c>perf</c> what guest code the addresses of emitted code are: lines of start, size and name in perf-PID.map, which .NET writes too if asked.</summary>
/// <remarks>perf looks there for anonymous memory only, so not with <c>write-xor-execute</c>. Evicted code stays listed; the last line for an address counts.</remarks>
[Derived("for whoever measures")]
internal sealed unsafe class PerfMap : IDisposable
{
    private readonly StreamWriter _file;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public PerfMap() => _file = new StreamWriter(
        new FileStream(Path.Combine(Path.GetTempPath(), $"perf-{Environment.ProcessId}.map"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
    { AutoFlush = true };

    public void Add(byte* start, int bytes, uint eip, int instructions) =>
        _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(ulong)start:x} {bytes:x} guest {eip:X8} ({instructions})"));

    public void Dispose() => _file.Dispose();
}
