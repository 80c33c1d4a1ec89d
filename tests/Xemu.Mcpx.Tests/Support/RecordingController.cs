using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx.Tests;

/// <summary>An interrupt controller of recording lines, one a number.</summary>
internal sealed class RecordingController : IComponent, IInterruptController
{
    [Derived("test")]
    private readonly RecordingLine[] _lines = [.. Enumerable.Range(0, 16).Select(static _ => new RecordingLine())];

    public int LineCount => 16;

    public RecordingLine this[int number] => _lines[number];

    public IInterruptLine CreateLine(int number) => _lines[number];

    public void Dispose()
    {
    }
}
