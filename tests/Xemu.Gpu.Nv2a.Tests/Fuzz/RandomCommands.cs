using System.Runtime.InteropServices;

namespace Xemu.Gpu.Nv2a.Tests.Fuzz;

/// <summary>Writes random push buffers.</summary>
internal sealed class RandomCommands
{
    private const uint IsNonIncreasing = 1u << 30;

    private readonly Random _random;
    private readonly bool _isSmall;
    private readonly RandomWords _words;
    private readonly uint[] _methods;
    private readonly List<uint> _buffer = [];

    /// <param name="seed">The campaign's case.</param>
    /// <param name="isSmall">For renderers that draw.</param>
    public RandomCommands(int seed, bool isSmall)
    {
        _random = new Random(seed);
        _isSmall = isSmall;
        _words = new RandomWords(_random, isSmall);
        _methods = [.. Enumerable.Range(0x40, 0x7C0).Select(static i => (uint)i * 4).Where(static m => KelvinMethodTable.Table.TryGet(m, out _))];
    }

    /// <summary>Data words written so far.</summary>
    public long MethodCount { get; private set; }

    /// <summary>Makes the next push buffer.</summary>
    /// <param name="most">Words, about.</param>
    /// <param name="start">Where it will lie.</param>
    public ReadOnlySpan<uint> Next(int most, uint start)
    {
        _buffer.Clear();
        AddScene();
        while (_buffer.Count < most)
        {
            switch (_random.Next(1000))
            {
                case < 580:
                    AddKnown();
                    break;
                case < 600:
                    AddScene();
                    break;
                case < 760:
                    AddDraw();
                    break;
                case < 800:
                    Add(0, KelvinMethods.ClearSurface, _words.Any());
                    break;
                case < 810 when _isSmall:
                    AddBlit();
                    break;
                case < 970:
                    AddOther();
                    break;
                case < 999:
                    AddRandomMethod();
                    break;
                default:
                    AddJunk(start);
                    break;
            }
        }

        return CollectionsMarshal.AsSpan(_buffer);
    }

    private void AddKnown()
    {
        uint method = _methods[_random.Next(_methods.Length)];
        int count = _random.Next(4) == 0 ? _random.Next(1, 33) : 1;
        bool isIncreasing = _random.Next(10) != 0;
        Head(0, method, count, isIncreasing);
        for (uint i = 0; i < count; i++)
        {
            _buffer.Add(_words.For((method + (isIncreasing ? i * 4 : 0)) & 0x1FFC));
        }
    }

    /// <summary>A state in which something is seen: surfaces, and a program that hands positions, colours and coordinates on; what is set later stays.</summary>
    private void AddScene()
    {
        Add(0, KelvinMethods.ContextDmaColor, FuzzBench.FirstHandle);
        Add(0, KelvinMethods.ContextDmaZeta, FuzzBench.FirstHandle);
        uint color = Picture();
        AddRun(KelvinMethods.SurfaceClipHorizontal, 64 << 16, 48 << 16, 0x128, 0x0100_0100, color, 0x28_0000);
        if (_random.Next(3) == 0)
        {
            AddPictureAsTexture();
        }

        AddRun(KelvinMethods.ClipMin, 0, BitConverter.SingleToUInt32Bits(16777215f));
        Add(0, KelvinMethods.CullFaceEnable, 0);
        Add(0, KelvinMethods.StencilTestEnable, (uint)_random.Next(2));
        Add(0, KelvinMethods.WindowClipType, 0);
        AddRun(KelvinMethods.FrontPolygonMode, (uint)_random.Next(0x1B00, 0x1B03), (uint)_random.Next(0x1B00, 0x1B03));
        Add(0, KelvinMethods.DepthTestEnable, (uint)_random.Next(2));
        Add(0, KelvinMethods.AlphaTestEnable, (uint)_random.Next(2));
        Add(0, KelvinMethods.ColorMask, 0x0101_0101);
        Add(0, KelvinMethods.ZpassPixelCountEnable, 1);
        for (uint i = 0; i < 8; i++)
        {
            Add(0, KelvinMethods.WindowClipHorizontal + (i * 4), 0x07FF_0000);
            Add(0, KelvinMethods.WindowClipVertical + (i * 4), 0x07FF_0000);
        }

        AddRun(KelvinMethods.TransformExecutionMode, 2, 0, 0, 0);
        AddRun(
            KelvinMethods.TransformProgram,
            0, 0x0020_001B, 0x0836_106C, 0x2070_F800, 0, 0x0020_061B, 0x0836_106C, 0x2070_F818, 0, 0x0020_121B, 0x0836_106C, 0x2070_F849);
    }

    /// <summary>One of the pictures that scenes are drawn into.</summary>
    private uint Picture() => 0x20_0000u + (uint)(_random.Next(3) * 0x1_0000);

    /// <summary>The first texture is a picture: a rectangle of 64 times 48 pixels of A8R8G8B8.</summary>
    private void AddPictureAsTexture()
    {
        Add(0, KelvinMethods.ContextDmaA, FuzzBench.FirstHandle);
        AddRun(KelvinMethods.TextureOffset, Picture(), 0x0001_1229);
        AddRun(KelvinMethods.TextureControl0, 1u << 30, 0x100 << 16);
        Add(0, KelvinMethods.TextureImageRect, (64 << 16) | 48);
        Add(0, KelvinMethods.ShaderStageProgram, 1);
    }

    /// <summary>A copy of pixels from picture to picture, for renderers that may have both.</summary>
    private void AddBlit()
    {
        const uint Surfaces = 1;
        const uint Blits = 2;
        Add(Surfaces, 0, FuzzBench.FirstClass + Surfaces);
        Add(Blits, 0, FuzzBench.FirstClass + Blits);
        AddRun(subchannel: Surfaces, 0x184, [FuzzBench.FirstHandle, FuzzBench.FirstHandle]);
        AddRun(subchannel: Surfaces, 0x300, [(uint)_random.Next(6, 12), 0x0100_0100, Picture(), Picture()]);
        AddRun(subchannel: Blits, 0x2FC, [_random.Next(4) == 0 ? (uint)_random.Next(6) : 3, Corner(), Corner(), (uint)(_random.Next(64) | (_random.Next(48) << 16))]);
    }

    private uint Corner() => _random.Next(2) == 0 ? 0 : (uint)(_random.Next(64) | (_random.Next(48) << 16));

    private void AddDraw()
    {
        if (_isSmall && _random.Next(2) == 0)
        {
            AddScene();
        }

        Add(0, KelvinMethods.BeginEnd, (uint)_random.Next(1, 11));
        int kind = _random.Next(8);
        for (int i = _random.Next(2, 9); i > 0; i--)
        {
            AddVertices(_random.Next(10) == 0 ? _random.Next(8) : kind);
        }

        Add(0, KelvinMethods.BeginEnd, 0);
    }

    private void AddVertices(int kind)
    {
        (uint method, int count) = kind switch
        {
            0 => (KelvinMethods.InlineArray, _random.Next(1, 64)),
            1 => (KelvinMethods.ArrayElement16, _random.Next(1, 8)),
            2 => (KelvinMethods.DrawArrays, 1),
            < 6 => (0x1518u, 4),
            _ => (0x1500u, 3),
        };
        Head(0, method, count, isIncreasing: kind > 2);
        for (int word = 0; word < count; word++)
        {
            _buffer.Add(kind is 1 or 2 ? _words.For(method) : _words.Position(word));
        }
    }

    /// <summary>The other classes; now and then another one is bound.</summary>
    private void AddOther()
    {
        uint subchannel = (uint)_random.Next(1, 8);
        if (_random.Next(20) == 0)
        {
            Add(subchannel, 0, FuzzBench.FirstClass + (uint)_random.Next(FuzzBench.Classes.Length));
            return;
        }

        if (_random.Next(20) == 0)
        {
            uint semaphore = 0x60 + ((uint)_random.Next(4) * 4);
            Add(subchannel, semaphore, semaphore == 0x60 ? _words.ForOther(0x180) : (uint)_random.Next(8) * 4);
            return;
        }

        int count = _random.Next(1, 6);
        uint method = _random.Next(4) == 0 ? 0x180 + ((uint)_random.Next(8) * 4) : 0x2F8 + ((uint)_random.Next(16) * 4);
        Head(subchannel, method, count, isIncreasing: true);
        for (int i = 0; i < count; i++)
        {
            _buffer.Add(_words.ForOther(method + ((uint)i * 4)));
        }
    }

    private void AddRandomMethod()
    {
        int count = _random.Next(1, 100);
        Head((uint)_random.Next(8), (uint)_random.Next(0x800) * 4, count, _random.Next(2) == 0);
        for (int i = 0; i < count; i++)
        {
            _buffer.Add(_words.Any());
        }
    }

    /// <summary>What is no method: jumps, calls and returns, also to nowhere and in circles (but where drawing takes long); words that mean nothing; methods that end in the middle.</summary>
    private void AddJunk(uint start) => _buffer.Add(_random.Next(_isSmall ? 3 : 0, 16) switch
    {
        0 => (start + ((uint)_random.Next(1000) * 4)) | 1,
        1 => (start + ((uint)_random.Next(1000) * 4)) | 2,
        2 => 0x2000_0000 | (uint)_random.Next(0x2000_0000),
        3 => 0x0002_0000,
        4 => (uint)_random.NextInt64(1L << 32),
        5 => (2000u << 18) | KelvinMethods.InlineArray | IsNonIncreasing,
        _ => 0,
    });

    private void AddRun(uint method, params ReadOnlySpan<uint> words) => AddRun(subchannel: 0, method, words);

    private void AddRun(uint subchannel, uint method, ReadOnlySpan<uint> words)
    {
        Head(subchannel, method, words.Length, isIncreasing: true);
        _buffer.AddRange(words);
    }

    private void Add(uint subchannel, uint method, uint word)
    {
        Head(subchannel, method, 1, isIncreasing: true);
        _buffer.Add(word);
    }

    private void Head(uint subchannel, uint method, int count, bool isIncreasing)
    {
        _buffer.Add(((uint)count << 18) | (subchannel << 13) | method | (isIncreasing ? 0 : IsNonIncreasing));
        MethodCount += count;
    }
}
