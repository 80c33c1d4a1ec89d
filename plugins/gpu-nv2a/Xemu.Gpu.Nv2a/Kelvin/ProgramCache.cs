using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Finds decoded programs again, so that a renderer sees one object for one program. Bounded: when it is full, it starts anew.</summary>
internal sealed class ProgramCache
{
    private const int Capacity = 4096;

    private readonly Dictionary<UInt128, List<(uint[] Key, VertexProgram Program)>> _vertex = [];
    private readonly Dictionary<UInt128, List<(uint[] Key, PixelProgram Program)>> _pixel = [];
    private readonly uint[] _programKey = new uint[(KelvinState.ProgramLength * 4) + FixedFunctionKey.Words + 1];
    private readonly uint[] _fixedKey = new uint[FixedFunctionKey.Words];
    private readonly uint[] _key = new uint[PixelProgramDecoder.KeyWords];
    private int _count;
    private VertexProgram? _lastVertex;
    private (int Version, uint Start, ProgramTraits Traits) _lastVertexKey;

    /// <summary>The vertex program that the state selects.</summary>
    public VertexProgram Vertex(KelvinState state)
    {
        // SET_TRANSFORM_EXECUTION_MODE bits 0 and 1: 0 fixed, 2 program.
        if ((state[KelvinMethods.TransformExecutionMode] & 3) != 2)
        {
            FixedFunctionKey.Read(state, _fixedKey);
            return Find(_vertex, _fixedKey, static key => FixedFunction.Build(key));
        }

        uint start = state[KelvinMethods.TransformProgramStart];
        ProgramTraits traits = TraitsOf(state);
        if (_lastVertex is null || _lastVertexKey != (state.ProgramVersion, start, traits) || traits.HasFlag(ProgramTraits.IsLit))
        {
            _lastVertex = Program(state, start, traits);
            _lastVertexKey = (state.ProgramVersion, start, traits);
        }

        return _lastVertex;
    }

    /// <summary>A program that LAUNCH_TRANSFORM_PROGRAM starts. It writes constants, or it would do nothing: whether SET_TRANSFORM_PROGRAM_CXT_WRITE_EN holds for it is unverified.</summary>
    public VertexProgram StateProgram(KelvinState state, uint start) => Program(state, start, ProgramTraits.WritesConstants);

    private static ProgramTraits TraitsOf(KelvinState state) =>
        (state.Flag(KelvinMethods.TransformProgramCxtWriteEnable) ? ProgramTraits.WritesConstants : 0)
        | (state.Flag(KelvinMethods.LightingEnable) ? ProgramTraits.IsLit : 0)
        | (state[KelvinMethods.FogGenMode] == FixedFunction.RadialFog ? ProgramTraits.HasRadialFog : 0);

    /// <summary>The program from an instruction on.</summary>
    private VertexProgram Program(KelvinState state, uint start, ProgramTraits traits)
    {
        ReadOnlySpan<uint> used = state.Program.AsSpan((int)Math.Min(start, KelvinState.ProgramLength) * 4);
        int end = 0;
        while (end < used.Length && (used[end + 3] & 1) == 0)
        {
            end += 4;
        }

        int length = Math.Min(end + 4, used.Length);
        used[..length].CopyTo(_programKey);
        if (traits.HasFlag(ProgramTraits.IsLit))
        {
            FixedFunctionKey.Read(state, _programKey.AsSpan(length));
            length += FixedFunctionKey.Words;
        }

        _programKey[length] = (uint)traits;
        return Find(_vertex, _programKey.AsSpan(0, length + 1), Decode);
    }

    private static VertexProgram Decode(uint[] key)
    {
        var traits = (ProgramTraits)key[^1];
        if (!traits.HasFlag(ProgramTraits.IsLit))
        {
            return TransformProgramDecoder.Decode(key.AsSpan(0, key.Length - 1), traits);
        }

        int length = key.Length - 1 - FixedFunctionKey.Words;
        return LitProgram.Build(TransformProgramDecoder.Decode(key.AsSpan(0, length), traits), key[length..^1]);
    }

    /// <summary>The pixel program that the state selects.</summary>
    public PixelProgram Pixel(KelvinState state)
    {
        PixelProgramDecoder.ReadKey(state, _key);
        return Find(_pixel, _key, static key => PixelProgramDecoder.Decode(key));
    }

    private static UInt128 HashOf(ReadOnlySpan<uint> key)
    {
        ulong low = 14695981039346656037;
        ulong high = 7809847782465536322;
        foreach (uint word in key)
        {
            low = (low ^ word) * 1099511628211;
            high = (ulong.RotateLeft(high, 7) ^ word) * 0x9E37_79B9_7F4A_7C15;
        }

        return new UInt128(high, low);
    }

    private T Find<T>(Dictionary<UInt128, List<(uint[] Key, T Program)>> programs, ReadOnlySpan<uint> key, Func<uint[], T> decode)
    {
        UInt128 hash = HashOf(key);
        if (programs.TryGetValue(hash, out List<(uint[] Key, T Program)>? candidates))
        {
            foreach ((uint[] known, T program) in candidates)
            {
                if (key.SequenceEqual(known))
                {
                    return program;
                }
            }
        }

        if (_count++ >= Capacity)
        {
            _vertex.Clear();
            _pixel.Clear();
            _lastVertex = null;
            _count = 1;
            candidates = null;
        }

        uint[] owned = key.ToArray();
        T made = decode(owned);
        if (candidates is null)
        {
            programs[hash] = candidates = [];
        }

        candidates.Add((owned, made));
        return made;
    }
}
