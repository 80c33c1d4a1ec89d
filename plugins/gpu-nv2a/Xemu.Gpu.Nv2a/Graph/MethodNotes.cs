using Microsoft.Extensions.Logging;

namespace Xemu.Gpu.Nv2a;

/// <summary>Counts what the graphics engine was asked for and cannot do, and says each thing once.</summary>
internal sealed class MethodNotes(ILogger log)
{
    private readonly HashSet<(MethodTable? Table, uint Method)> _said = [];
    private readonly HashSet<(MethodTable? Table, uint Method)> _saidUnusual = [];
    private readonly HashSet<GraphError> _saidErrors = [];

    /// <summary>The first thing that was said, for the status line.</summary>
    private string _first = string.Empty;

    /// <summary>Uses of methods that are known and not done.</summary>
    public long Unimplemented { get; private set; }

    /// <summary>Uses of methods and classes that no list names.</summary>
    public long Unhandled { get; private set; }

    /// <summary>Values that a method is not known to take.</summary>
    public long Unusual { get; private set; }

    /// <summary>Methods that were refused.</summary>
    public long Errors { get; private set; }

    /// <summary>A line: what came first and how much else there is; empty when all was done.</summary>
    public string Status => (_said.Count + _saidUnusual.Count) switch
    {
        0 => string.Empty,
        1 => _first,
        int count => $"{_first} and {count - 1} more",
    };

    /// <summary>A method was used that does nothing here.</summary>
    public void NoteMethod(MethodTable table, uint method)
    {
        bool isKnown = table.TryGet(method, out MethodDefinition? definition);
        if (isKnown)
        {
            Unimplemented++;
        }
        else
        {
            Unhandled++;
        }

        if (_said.Add((table, isKnown ? definition!.Offset : method)))
        {
            string name = table.NameOf(method);
            Say(name);
            Nv2aLog.Method(log, name, isKnown ? "not done" : "unknown");
        }
    }

    /// <summary>A method was given a number that it is not known to take; the nearest sensible thing is done.</summary>
    public void NoteUnusual(MethodTable table, uint method, uint value)
    {
        Unusual++;
        if (_saidUnusual.Add((table, method)))
        {
            string name = table.NameOf(method);
            Say($"{name} = 0x{value:X}");
            Nv2aLog.Unusual(log, name, value);
        }
    }

    /// <summary>A method was refused, and the driver told.</summary>
    public void NoteError(uint method, uint data, GraphError error)
    {
        Errors++;
        if (_saidErrors.Add(error))
        {
            Nv2aLog.GraphError(log, method, data, error);
        }
    }

    /// <summary>An object was bound whose class is not modelled: its methods are dropped.</summary>
    public void NoteClass(uint graphClass)
    {
        Unhandled++;
        if (_said.Add((null, graphClass)))
        {
            Say($"class 0x{graphClass:X2}");
            Nv2aLog.Class(log, graphClass);
        }
    }

    private void Say(string what)
    {
        if (_first.Length == 0)
        {
            _first = what;
        }
    }
}
