using Xemu.Abstractions;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>The classes that the engine knows, and which objects of them are bound to the subchannels.</summary>
internal sealed class GraphObjects(GraphWords words, InstanceMemory instances, MethodNotes notes, ITraceSource trace)
{
    private const uint ClassMask = 0xFF;

    [Derived("fixed once made")]
    private readonly Dictionary<uint, IGraphClass> _classes = [];

    /// <summary>Those that older states have not, and the first version that has them.</summary>
    [Derived("fixed once made")]
    private readonly Dictionary<IGraphClass, int> _later = [];

    /// <summary>What CTX_CACHE1 says, looked up.</summary>
    [Derived("follows CTX_CACHE1")]
    private readonly IGraphClass?[] _bound = new IGraphClass?[8];

    /// <summary>The classes.</summary>
    public IEnumerable<IGraphClass> Classes => _classes.Values;

    /// <summary>The class of the object of a subchannel; null where none is bound that is known.</summary>
    public IGraphClass? this[uint subchannel] => _bound[subchannel];

    /// <summary>Adds a class. While wiring.</summary>
    public void Add(IGraphClass graphClass) => _classes.Add(graphClass.Class, graphClass);

    /// <summary>Adds a class that older states have not. While wiring.</summary>
    /// <param name="graphClass">The class.</param>
    /// <param name="since">The first version that has it.</param>
    public void AddLater(IGraphClass graphClass, int since)
    {
        Add(graphClass);
        _later.Add(graphClass, since);
    }

    /// <summary>Binds an object to a subchannel.</summary>
    /// <param name="subchannel">The subchannel.</param>
    /// <param name="instance">The object in instance memory.</param>
    public void Bind(uint subchannel, uint instance)
    {
        // The hardware caches the object's words; here it is the instance, from which they are read again.
        words[PgraphRegisters.CtxCache1 + (subchannel * 4)] = instance >> 4;
        Select(subchannel);
        uint word = words[PgraphRegisters.CtxSwitch1];
        if (_bound[subchannel] is null)
        {
            notes.NoteClass(word & ClassMask);
        }

        if (trace.IsEnabled)
        {
            trace.Write($"{subchannel} SET_OBJECT = class 0x{word & ClassMask:X2} at 0x{instance:X}");
        }
    }

    /// <summary>Loads the object of a subchannel.</summary>
    public void Select(uint subchannel)
    {
        uint instance = words[PgraphRegisters.CtxCache1 + (subchannel * 4)] << 4;
        words[PgraphRegisters.CtxUser] = (words[PgraphRegisters.CtxUser] & ~0xE000u) | (subchannel << 13);
        words[PgraphRegisters.CtxSwitch1] = instance == 0 ? 0 : instances.Read(instance);
        words[PgraphRegisters.CtxSwitch2] = instances.Read(instance + 4);
        words[PgraphRegisters.CtxSwitch3] = instances.Read(instance + 8);
        words[PgraphRegisters.CtxSwitch4] = instance >> 4;
        _bound[subchannel] = ClassOf(words[PgraphRegisters.CtxSwitch1]);
    }

    /// <summary>CTX_SWITCH1 was written: the class of the object that methods go to; 0 drops them. Source: photographs of the console.</summary>
    public void Replace(uint value)
    {
        words[PgraphRegisters.CtxSwitch1] = value;
        _bound[words.Subchannel] = ClassOf(value);
    }

    /// <summary>Looks up what CTX_CACHE1 and CTX_SWITCH1 name.</summary>
    public void LookUp()
    {
        for (uint i = 0; i < _bound.Length; i++)
        {
            uint instance = words[PgraphRegisters.CtxCache1 + (4 * i)] << 4;
            _bound[i] = instance == 0 ? null : ClassOf(instances.Read(instance));
        }

        _bound[words.Subchannel] = ClassOf(words[PgraphRegisters.CtxSwitch1]);
    }

    public void Reset()
    {
        Array.Clear(_bound);
        foreach (IGraphClass target in _classes.Values)
        {
            target.Reset();
        }
    }

    /// <summary>The classes, as parts of PGRAPH. Those that an older state has not are new after it.</summary>
    public void DescribeState(IStateVisitor state)
    {
        foreach (IGraphClass target in _classes.Values)
        {
            if (state.Version >= _later.GetValueOrDefault(target))
            {
                state.Part($"class-{target.Class:x2}", target);
            }
            else
            {
                target.Reset();
            }
        }
    }

    public void AfterRestore()
    {
        LookUp();
        foreach (IGraphClass target in _classes.Values)
        {
            target.AfterRestore();
        }
    }

    private IGraphClass? ClassOf(uint word) => _classes.GetValueOrDefault(word & ClassMask);
}
