using System.Text.Json.Nodes;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;

namespace Xemu.Monitor.Qmp;

/// <summary>Writes core files of the machine, one at a time: while the client waits, or on a thread of its own. Any thread.</summary>
internal sealed class GuestDump(QmpMachine machine) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private string _status = "none";
    private long _done;
    private long _total;
    private Thread? _thread;

    /// <summary>How far the present or last dump is.</summary>
    public JsonObject Query()
    {
        lock (_gate)
        {
            return new JsonObject { ["status"] = _status, ["completed"] = Volatile.Read(ref _done), ["total"] = _total };
        }
    }

    /// <summary>Writes a core file.</summary>
    /// <param name="output">Where to; closed at the end, or when this throws.</param>
    /// <param name="clip">Chooses what is written.</param>
    /// <param name="isDetached">Returns at once; the end is an event.</param>
    /// <param name="cancellation">Ends a dump for which the client waits.</param>
    /// <exception cref="QmpException">Another dump is under way, the machine has no processor to look into, or the file cannot be written.</exception>
    public void Write(OutputFile output, Func<IReadOnlyList<FlatRange>, IReadOnlyList<FlatRange>> clip, bool isDetached, CancellationToken cancellation)
    {
        ICpuDebug cpu;
        try
        {
            cpu = machine.Cpu();
            Begin();
            if (isDetached)
            {
                _thread = new Thread(() => _ = RunToEnd(output, cpu, clip, _ended.Token)) { Name = "qmp dump", IsBackground = true };
                _thread.Start();
                return;
            }
        }
        catch
        {
            output.Dispose();
            throw;
        }

        if (RunToEnd(output, cpu, clip, cancellation) is { } error)
        {
            throw new QmpException(error);
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        _thread?.Join();
        _ended.Dispose();
    }

    private void Begin()
    {
        lock (_gate)
        {
            if (_status == "active")
            {
                throw new QmpException("There is a dump in process, please wait.");
            }

            // Its last act was to say that it had ended.
            _thread?.Join();
            _thread = null;
            (_status, _done, _total) = ("active", 0, 0);
        }
    }

    /// <summary>Dumps, and tells everyone how it ended.</summary>
    /// <returns>What went wrong, or null.</returns>
    private string? RunToEnd(OutputFile output, ICpuDebug cpu, Func<IReadOnlyList<FlatRange>, IReadOnlyList<FlatRange>> clip, CancellationToken cancellation)
    {
        string? error = null;
        try
        {
            _ = CommandGuard.Run(() => Run(output, cpu, clip, cancellation), cancellation);
        }
        catch (QmpException e)
        {
            error = e.Message;
        }

        lock (_gate)
        {
            _status = error is null ? "completed" : "failed";
        }

        var data = new JsonObject { ["result"] = Query() };
        if (error is not null)
        {
            data["error"] = error;
        }

        machine.Tell("DUMP_COMPLETED", data);
        return error;
    }

    private JsonNode? Run(OutputFile output, ICpuDebug cpu, Func<IReadOnlyList<FlatRange>, IReadOnlyList<FlatRange>> clip, CancellationToken cancellation)
    {
        using OutputFile file = output;
        using StillMemory memory = StillMemory.Take(machine, cancellation);
        IReadOnlyList<CpuRegister> registers = machine.Calls.Run(() => cpu.Registers, cancellation);
        IReadOnlyList<FlatRange> ranges = clip(memory.Ranges);
        lock (_gate)
        {
            _total = ranges.Sum(static r => (long)r.SizeBytes);
        }

        ElfCore.Write(file.Stream, memory, ranges, registers, count =>
        {
            _ = Interlocked.Add(ref _done, count);
            cancellation.ThrowIfCancellationRequested();
        });
        file.Commit();
        return null;
    }
}
