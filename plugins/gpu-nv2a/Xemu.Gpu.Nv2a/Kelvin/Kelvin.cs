using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>The 3D class: keeps what methods set, gathers vertices, and has draws resolved.</summary>
internal sealed class Kelvin : IGraphClass
{
    private readonly Pgraph _graph;
    private readonly KelvinState _state = new();
    private readonly VertexBatch _batch = new();
    private readonly KelvinDrawing _drawing;

    public Kelvin(Pgraph graph, KelvinDrawing drawing)
    {
        _graph = graph;
        _drawing = drawing;
        _groups = BuildGroups();
        graph.AttachMemories(new TransformMemories(_state));
        graph.AttachShadow(new KelvinRegisters(_state));
    }

    public uint Class => 0x97;

    public MethodTable Methods => KelvinMethodTable.Table;

    /// <summary>Method &gt;&gt; 2 → its attribute group, or -1.</summary>
    [Derived("a constant table")]
    private readonly short[] _groups;

    public int Execute(uint method, ReadOnlySpan<uint> data, bool isIncreasing)
    {
        KelvinAction action = KelvinMethods.ActionOf(method);
        if (!isIncreasing && TakeAll(action, data))
        {
            return data.Length;
        }

        if (isIncreasing && IsConstant(action))
        {
            return TakeConstants(method, data);
        }

        uint index = method >> 2;
        int count = isIncreasing ? Math.Min(data.Length, 0x800 - (int)index) : data.Length;
        for (int i = 0; i < count; i++)
        {
            uint current = isIncreasing ? method + ((uint)i * 4) : method;
            Execute(KelvinMethods.ActionOf(current), current, data[i]);
            if (_graph.MustReturn)
            {
                return i + 1;
            }
        }

        return data.Length;
    }

    /// <summary>Who draws.</summary>
    public IRenderer? Renderer => _drawing.Renderer;

    /// <summary>Has another renderer draw; what the one before has counted is taken.</summary>
    public void Exchange(IRenderer? renderer)
    {
        _drawing.CollectPassed(_state);
        _drawing.Exchange(renderer);
    }

    public void Reset()
    {
        // What the renderer has counted so far goes with the rest.
        _drawing.CollectPassed(_state);
        _state.Reset();
        _batch.Clear();
    }

    public void DescribeContext(ContextImage image)
    {
        _drawing.CollectPassed(_state);
        foreach (uint method in KelvinMethods.OfContext)
        {
            uint word = _state[method];
            image.Word(ref word);
            if (image.IsLoading && Takes(KelvinMethods.ActionOf(method), method, word))
            {
                _state[method] = word;
            }
        }

        _state.DescribeContext(image);
        if (image.IsLoading)
        {
            _state.Primitive = 0;
            _batch.Clear();
        }
    }

    public void DescribeState(IStateVisitor state)
    {
        _drawing.CollectPassed(_state);
        state.Part("methods", _state);
        state.Part("batch", _batch);
    }

    public void AfterRestore() => _state.AfterRestore();

    private static short[] BuildGroups()
    {
        var groups = new short[0x800];
        Array.Fill(groups, (short)-1);
        for (int i = 0; i < AttributeMethods.All.Length; i++)
        {
            AttributeMethod group = AttributeMethods.All[i];
            Array.Fill(groups, (short)i, group.First / 4, group.Words);
        }

        return groups;
    }

    /// <summary>Methods that come in long runs to one offset.</summary>
    private bool TakeAll(KelvinAction action, ReadOnlySpan<uint> data)
    {
        switch (action)
        {
            case KelvinAction.InlineArray:
                _batch.AddWords(data);
                return true;
            case KelvinAction.Element16:
                foreach (uint pair in data)
                {
                    AddElements16(pair);
                }

                return true;
            case KelvinAction.Element32:
                foreach (uint element in data)
                {
                    _batch.AddElement((int)(element & 0x7FFF_FFFF));
                }

                return true;
            default:
                return false;
        }
    }

    private void Execute(KelvinAction action, uint method, uint data)
    {
        if (!Takes(action, method, data))
        {
            return;
        }

        ref uint word = ref _state[method];
        if (word != data)
        {
            word = data;
            _state.Changed |= KelvinDependencies.Of(method);
        }

        switch (action)
        {
            case KelvinAction.Store:
            case KelvinAction.Size:
            case KelvinAction.Choice:
                break;
            case KelvinAction.TransformContext:
            case KelvinAction.TransformConstant:
                SetRow(action, method, new ReadOnlySpan<uint>(in data));
                break;
            case KelvinAction.TransformProgram:
                LoadProgram(method, data);
                break;
            case KelvinAction.LaunchProgram:
                _drawing.Launch(_state, data);
                break;
            case KelvinAction.Attribute:
                SetAttribute(method, data);
                break;
            case KelvinAction.InlineArray:
                _batch.AddWords(new ReadOnlySpan<uint>(in data));
                break;
            case KelvinAction.Element16:
                AddElements16(data);
                break;
            case KelvinAction.Element32:
                _batch.AddElement((int)(data & 0x7FFF_FFFF));
                break;
            case KelvinAction.DrawArrays:
                AddRange(data);
                break;
            case KelvinAction.BeginEnd:
                BeginEnd(data);
                break;
            case KelvinAction.WindowClip:
                SetWindowClip(method, data);
                break;
            case KelvinAction.Clear:
                _drawing.Clear(_state, data);
                break;
            case KelvinAction.ClearReport:
                _drawing.ClearReport(_state, data);
                break;
            case KelvinAction.GetReport:
                _drawing.GetReport(_state, data);
                break;
            case KelvinAction.ReleaseSemaphore:
                _drawing.ReleaseSemaphore(_state, method, data);
                break;
            default:
                Control(action, method, data);
                break;
        }
    }

    /// <summary>Whether a word is valid; others leave the former one.</summary>
    private bool Takes(KelvinAction action, uint method, uint data) => action switch
    {
        KelvinAction.Size => data <= KelvinMethods.MaxSize,
        KelvinAction.Choice => Accepts(method, data),
        _ => true,
    };

    /// <summary>What the FIFO, flips and the driver have to do with.</summary>
    private void Control(KelvinAction action, uint method, uint data)
    {
        switch (action)
        {
            case KelvinAction.Nothing:
                _graph.NoteMethod(Methods, method, data);
                break;
            case KelvinAction.Notify:
                _graph.RequestNotify(_state[KelvinMethods.ContextDmaNotifies], data);
                break;
            case KelvinAction.NoOperation when data != 0:
                // Source: nxdk lib/pbkit/pbkit.c, pb_gr_handler; NSOURCE bit 0 is a notification.
                _graph.Trap(method, data, GraphError.Notification);
                break;
            case KelvinAction.FlipRead:
                _graph.SetFlip(FlipFields.Solid.Read, data);
                break;
            case KelvinAction.FlipWrite:
                _graph.SetFlip(FlipFields.Solid.Write, data);
                break;
            case KelvinAction.FlipModulo:
                _graph.SetFlip(FlipFields.Solid.Modulo, data);
                break;
            case KelvinAction.FlipIncrementWrite:
                _graph.FlipIncrementWrite(FlipFields.Solid);
                break;
            case KelvinAction.FlipStall:
                _graph.FlipStall(FlipFields.Solid);
                break;
        }
    }

    /// <summary>Whether a method that takes one of several numbers stores this one.</summary>
    private bool Accepts(uint method, uint data)
    {
        if (KelvinChoices.IsKnown(method, data))
        {
            return true;
        }

        _graph.Notes.NoteUnusual(Methods, method, data);
        return !KelvinChoices.RefusesOthers(method);
    }

    private static bool IsConstant(KelvinAction action) => action is KelvinAction.TransformContext or KelvinAction.TransformConstant;

    /// <summary>Transform constants come in long runs: up to four words of one are taken together.</summary>
    /// <returns>How many words were taken: all up to a method of another kind.</returns>
    private int TakeConstants(uint method, ReadOnlySpan<uint> data)
    {
        int done = 0;
        KelvinAction action = KelvinMethods.ActionOf(method);
        while (done < data.Length && IsConstant(action))
        {
            ReadOnlySpan<uint> row = data.Slice(done, Math.Min(data.Length - done, 4 - (int)((method >> 2) & 3)));
            _state.Store(method, row);
            SetRow(action, method, row);
            done += row.Length;
            method += (uint)row.Length * 4;
            action = KelvinMethods.ActionOf(method);
        }

        return done;
    }

    /// <summary>Sets words of one transform constant.</summary>
    private void SetRow(KelvinAction action, uint method, ReadOnlySpan<uint> row)
    {
        if (action == KelvinAction.TransformContext)
        {
            _state.SetConstants(TransformContext.WordOf(method), row);
            return;
        }

        ref uint load = ref _state[KelvinMethods.TransformConstantLoad];
        uint component = (method >> 2) & 3;
        if (load < DrawCall.AddressableConstantCount)
        {
            _state.SetConstants((int)((load * 4) + component), row);
        }

        load += component + (uint)row.Length == 4 ? 1u : 0;
    }

    private void LoadProgram(uint method, uint data)
    {
        ref uint load = ref _state[KelvinMethods.TransformProgramLoad];
        uint word = (method >> 2) & 3;
        if (load < KelvinState.ProgramLength)
        {
            _state.Program[(load * 4) + word] = data;
            _state.NoteProgram();
        }

        load += word == 3 ? 1u : 0;
    }

    /// <summary>
    /// A region's word holds for all regions behind it too: a program that sets region 1 and then region 0 has region 0 alone. Derived from pictures
    /// of the console (nxdk_pgraph_tests, "Window clip").
    /// </summary>
    private void SetWindowClip(uint method, uint data)
    {
        for (uint next = method; next == method || (next & 0x1F) != 0; next += 4)
        {
            _state[next] = data;
        }

        _state.Changed |= KelvinParts.Pipeline;
    }

    private void AddElements16(uint pair)
    {
        _batch.AddElement((int)(pair & 0xFFFF));
        _batch.AddElement((int)(pair >> 16));
    }

    /// <summary>DRAW_ARRAYS: bits 0 to 23 the first element, 24 to 31 how many less one.</summary>
    private void AddRange(uint data)
    {
        int first = (int)(data & 0xFF_FFFF);
        for (int i = 0; i <= (int)(data >> 24); i++)
        {
            _batch.AddElement(first + i);
        }
    }

    private void BeginEnd(uint primitive)
    {
        if (primitive > 10)
        {
            _graph.Notes.NoteUnusual(Methods, KelvinMethods.BeginEnd, primitive);
        }

        // A second begin changes nothing: vertices go on, with the first one's primitive. Source: photographs of the console.
        if (primitive != 0 && _state.Primitive != 0)
        {
            return;
        }

        if (primitive == 0)
        {
            if (_state.Primitive is >= 1 and <= 10)
            {
                _drawing.Draw(_state, _batch);
            }
        }

        _batch.Clear();
        _state.Primitive = primitive;
    }

    private void SetAttribute(uint method, uint data)
    {
        AttributeMethod group = AttributeMethods.All[_groups[method >> 2]];
        uint word = (method - group.First) / 4;
        ref Vector4 attribute = ref _state.Attributes[group.Attribute];
        Span<float> components = MemoryMarshal.CreateSpan(ref attribute.X, 4);
        switch (group.Format)
        {
            case AttributeFormat.Float:
                if (word == 0)
                {
                    attribute = new Vector4(0, 0, 0, 1);
                }

                components[(int)word] = BitConverter.UInt32BitsToSingle(data);
                break;
            case AttributeFormat.NormalizedByte:
                attribute = new Vector4(data & 0xFF, (data >> 8) & 0xFF, (data >> 16) & 0xFF, data >> 24) / 255f;
                break;
            default:
                SetShorts(ref attribute, components[..group.Components], (int)word * 2, data, group.Format == AttributeFormat.NormalizedShort);
                break;
        }

        if (group.Attribute == 0 && word == group.Words - 1u)
        {
            _batch.AddVertex(_state.Attributes, hidesEdge: !_state.Flag(KelvinMethods.EdgeFlag));
        }
    }

    private static void SetShorts(ref Vector4 attribute, Span<float> components, int first, uint data, bool isNormalized)
    {
        if (first == 0)
        {
            attribute = new Vector4(0, 0, 0, 1);
        }

        float low = (short)data;
        float high = (short)(data >> 16);
        components[first] = isNormalized ? ((2 * low) + 1) / 65535f : low;
        if (first + 1 < components.Length)
        {
            components[first + 1] = isNormalized ? ((2 * high) + 1) / 65535f : high;
        }
    }
}
