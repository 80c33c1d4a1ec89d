using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>What the methods of Kelvin have set: the last word of each, and what lies in memories of its own.</summary>
internal sealed class KelvinState : IStateful
{
    /// <summary>CONTROL0: TEXTURE_PERSPECTIVE_ENABLE, which holds for colours too.</summary>
    public const uint HasPerspective = 0x10_0000;

    /// <summary>Instructions of the transform program memory.</summary>
    public const int ProgramLength = 136;

    private readonly uint[] _words = new uint[0x2000 / 4];
    private readonly uint[] _program = new uint[ProgramLength * 4];
    private readonly uint[] _constants = new uint[192 * 4];
    private readonly uint[] _attributes = new uint[16 * 4];
    private readonly uint[] _outputs = new uint[16 * 4];
    private uint _primitive;
    private ulong _passedCount;

    /// <summary>The last word of a method.</summary>
    /// <param name="method">Its offset, a multiple of 4 below 0x2000.</param>
    public ref uint this[uint method] => ref _words[method >> 2];

    /// <summary>The transform program memory, four words an instruction.</summary>
    public uint[] Program => _program;

    /// <summary>The transform constants as words.</summary>
    public uint[] ConstantWords => _constants;

    /// <summary>The transform constants.</summary>
    public ReadOnlySpan<Vector4> Constants => MemoryMarshal.Cast<uint, Vector4>(_constants.AsSpan());

    /// <summary>The current attributes, which vertices from memory take where no array is.</summary>
    public Span<Vector4> Attributes => MemoryMarshal.Cast<uint, Vector4>(_attributes.AsSpan());

    /// <summary>What the last vertex gave, by <see cref="Xemu.Abstractions.Graphics.VertexOutput"/>: results that a program does not write keep it.</summary>
    public Span<Vector4> Outputs => MemoryMarshal.Cast<uint, Vector4>(_outputs.AsSpan());

    /// <summary>What SET_BEGIN_END began; 0 between draws.</summary>
    public ref uint Primitive => ref _primitive;

    /// <summary>Fragments that passed since CLEAR_REPORT_VALUE.</summary>
    public ref ulong PassedCount => ref _passedCount;

    /// <summary>Counts changes of the transform program memory, so that decoded programs are found again.</summary>
    [Derived("a cache's key")]
    public int ProgramVersion { get; private set; }

    /// <summary>What must be made anew for the next draw. Who writes words says here what they go into.</summary>
    [Derived("after a restore, everything")]
    public KelvinParts Changed { get; set; } = KelvinParts.All;

    /// <summary>Keeps the words of methods that follow each other, and that no part of a draw is made from.</summary>
    public void Store(uint method, ReadOnlySpan<uint> words) => words.CopyTo(_words.AsSpan((int)(method >> 2)));

    /// <summary>Sets transform constants.</summary>
    /// <param name="index">The first word.</param>
    /// <param name="words">The words.</param>
    public void SetConstants(int index, ReadOnlySpan<uint> words)
    {
        words.CopyTo(_constants.AsSpan(index));
        Changed |= KelvinParts.Constants;
    }

    /// <summary>Somebody has written to the transform program memory.</summary>
    public void NoteProgram()
    {
        ProgramVersion++;
        Changed |= KelvinParts.VertexProgram;
    }

    /// <summary>Somebody has written anywhere.</summary>
    public void NoteAll()
    {
        ProgramVersion++;
        Changed = KelvinParts.All;
    }

    /// <summary>The last word of a method as a floating-point number.</summary>
    public float Float(uint method) => BitConverter.UInt32BitsToSingle(this[method]);

    /// <summary>Whether bit 0 of the last word is set.</summary>
    public bool Flag(uint method) => (this[method] & 1) != 0;

    /// <summary>Power-on: what nxdk's lib/pbkit/pbkit.c puts into a new context; attributes are (0, 0, 0, 1), the diffuse colour white. Unverified.</summary>
    public void Reset()
    {
        Array.Clear(_words);
        Array.Clear(_program);
        Array.Clear(_constants);
        _primitive = 0;
        _passedCount = 0;
        NoteAll();
        Attributes.Fill(new Vector4(0, 0, 0, 1));
        Attributes[3] = Vector4.One;
        Outputs.Fill(new Vector4(0, 0, 0, 1));
        this[KelvinMethods.ClipMax] = BitConverter.SingleToUInt32Bits(16777215f);
        this[KelvinMethods.Control0] = HasPerspective;
        this[KelvinMethods.ColorMask] = 0x0101_0101;
        for (uint i = 0; i < 8; i++)
        {
            this[KelvinMethods.WindowClipHorizontal + (i * 4)] = 0x07FF_0000;
            this[KelvinMethods.WindowClipVertical + (i * 4)] = 0x07FF_0000;
        }

        this[KelvinMethods.EdgeFlag] = 1;

        // Before a program sets it, lines are rectangles (nxdk_pgraph_tests, "ZPass pixel count").
        this[KelvinMethods.AntiAliasingControl] = 0xFFFF_0001;
        this[KelvinMethods.BlendFuncSfactor] = 1;
        this[KelvinMethods.BlendEquation] = 0x8006;
        this[KelvinMethods.ShadeMode] = 0x1D01;
        this[KelvinMethods.FrontPolygonMode] = 0x1B02;
        this[KelvinMethods.BackPolygonMode] = 0x1B02;
    }

    /// <summary>The memories, as part of a channel's context.</summary>
    public void DescribeContext(ContextImage image)
    {
        image.Words(_program);
        image.Words(_constants);
        image.Words(_attributes);
        image.Words(_outputs);
        uint low = (uint)_passedCount;
        uint high = (uint)(_passedCount >> 32);
        image.Word(ref low);
        image.Word(ref high);
        _passedCount = ((ulong)high << 32) | low;
        if (image.IsLoading)
        {
            NoteAll();
        }
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Words("words", _words);
        state.Words("program", _program);
        state.Words("constants", _constants);
        state.Words("attributes", _attributes);
        state.Words("outputs", _outputs);
        state.Field("primitive", ref _primitive);
        state.Field("passed-count", ref _passedCount);
    }

    public void AfterRestore() => NoteAll();
}
