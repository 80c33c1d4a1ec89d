using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Mcpx;

/// <summary>The 256-byte EEPROM at SMBus address 0x54, kept in a file.</summary>
/// <remarks>
/// The content is machine state. The file follows it a tenth of a guest second after a change, and when the machine is quiesced or
/// disposed, but only while both checksums hold: a guest rewrites a section byte by byte, and a kill between two of them leaves the
/// content from before.
/// </remarks>
internal sealed class Eeprom : IComponent, IStateful, ISmbusDevice
{
    private const ulong WriteDelayNs = 100_000_000;

    private readonly ILogger _log;
    private readonly IClock _clock;
    private readonly string? _path;

    /// <summary>When the file is written; the guest cannot notice it, so it is no state.</summary>
    private readonly IGuestTimer _writeTimer;

    private readonly byte[] _content = new byte[EepromImage.SizeBytes];

    [Derived("what the file holds")]
    private readonly byte[] _written = new byte[EepromImage.SizeBytes];

    [Derived("one message is enough")]
    private bool _complained;

    /// <summary>Makes the EEPROM.</summary>
    /// <param name="options">The file, and what a new one holds.</param>
    /// <param name="context">The component's.</param>
    /// <param name="isShadow">Whether the file is only read, once.</param>
    public Eeprom(EepromOptions options, IComponentContext context, bool isShadow = false)
    {
        _log = context.Log;
        _clock = context.Clock;
        _path = isShadow ? null : options.File?.FullPath;
        byte[]? kept = options.File is { } file ? EepromFile.Read(file.FullPath) : null;
        byte[] content = kept ?? (_path is null ? EepromImage.Create(options) : MakeFile(options, _path));
        content.CopyTo(_content, 0);
        content.CopyTo(_written, 0);

        // Last: a file that is refused leaves no timer behind.
        _writeTimer = context.Clock.CreateTimer($"{context.Id}/write", WriteFile);
    }

    public bool TryRead(byte command, out byte value)
    {
        value = _content[command];
        return true;
    }

    public bool TryWrite(byte command, byte value)
    {
        if (_content[command] != value)
        {
            _content[command] = value;
            ScheduleWrite();
        }

        return true;
    }

    public void Quiesce() => WriteFile();

    public void DescribeState(IStateVisitor state) => state.Bytes("content", _content);

    public void AfterRestore() => ScheduleWrite();

    public void Dispose()
    {
        WriteFile();
        _writeTimer.Dispose();
    }

    private byte[] MakeFile(EepromOptions options, string path)
    {
        byte[] content = EepromImage.Create(options);
        try
        {
            EepromFile.Write(path, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"EEPROM file '{path}' cannot be made; check the folder and its permissions, or set 'file' to another path.", e);
        }

        McpxLog.EepromCreated(_log, options.Serial, path);
        return content;
    }

    private void ScheduleWrite()
    {
        if (_path is not null && !_writeTimer.IsArmed)
        {
            _writeTimer.Arm(_clock.NowNs + WriteDelayNs);
        }
    }

    private void WriteFile()
    {
        if (_path is null || _content.AsSpan().SequenceEqual(_written) || EepromImage.FindFault(_content) is not null)
        {
            return;
        }

        try
        {
            EepromFile.Write(_path, _content);
            _content.CopyTo(_written, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_complained)
            {
                _complained = true;
                McpxLog.EepromNotWritten(_log, _path, e.Message);
            }
        }
    }
}
