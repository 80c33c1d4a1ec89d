using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Makes the contract's texture out of the methods of one unit.</summary>
internal sealed class TextureResolver(InstanceMemory instances)
{
    private const uint IsEnabled = 1u << 30;

    /// <summary>By unit: the memory objects of texels and palette that its texture was made with. Their words in instance memory change without a method.</summary>
    private readonly (DmaObject Texels, DmaObject Palette)[] _objects = new (DmaObject, DmaObject)[DrawCall.TextureCount];

    /// <summary>Makes a unit's texture anew, if it is another.</summary>
    /// <param name="state">What the methods have set.</param>
    /// <param name="unit">0 to 3.</param>
    /// <param name="isChanged">Whether its words have changed since the last time.</param>
    /// <param name="texture">The texture.</param>
    public void Update(KelvinState state, int unit, bool isChanged, ref TextureState texture)
    {
        uint first = (uint)unit * KelvinMethods.TextureStride;
        if ((state[KelvinMethods.TextureControl0 + first] & IsEnabled) == 0 || TextureFormats.Find(state[KelvinMethods.TextureFormat + first] >> 8) is null)
        {
            if (isChanged)
            {
                texture = default;
            }

            return;
        }

        (DmaObject Texels, DmaObject Palette) objects = ObjectsOf(state, first);
        if (isChanged || objects != _objects[unit])
        {
            _objects[unit] = objects;
            texture = Resolve(state, (uint)unit, objects.Texels, objects.Palette);
        }
    }

    private static TextureState Resolve(KelvinState state, uint unit, DmaObject memory, DmaObject paletteMemory)
    {
        uint first = unit * KelvinMethods.TextureStride;
        uint control = state[KelvinMethods.TextureControl0 + first];
        uint format = state[KelvinMethods.TextureFormat + first];
        (TextureFormat texels, SurfaceLayout layout) = TextureFormats.Find(format >> 8)!.Value;
        uint rectangle = state[KelvinMethods.TextureImageRect + first];
        uint filter = state[KelvinMethods.TextureFilter + first];
        uint address = state[KelvinMethods.TextureAddress + first];
        uint palette = state[KelvinMethods.TexturePalette + first];
        bool isPitch = layout == SurfaceLayout.Pitch;
        TextureKind kind = KindOf(format);
        return new TextureState
        {
            Kind = kind,
            Offset = memory.Base + state[KelvinMethods.TextureOffset + first],
            Limit = memory.Base + memory.Limit,
            Format = texels,
            Layout = layout,
            Width = isPitch ? (int)(rectangle >> 16) : 1 << (int)((format >> 20) & 15),
            Height = isPitch ? (int)(rectangle & 0xFFFF) : kind == TextureKind.OneDimensional ? 1 : 1 << (int)((format >> 24) & 15),
            Depth = kind == TextureKind.ThreeDimensional ? 1 << (int)(format >> 28) : 1,
            Levels = isPitch ? 1 : Math.Max((int)(format >> 16) & 15, 1),
            Pitch = state[KelvinMethods.TextureControl1 + first] >> 16,
            HasBorder = (format & 8) == 0,
            BorderColor = state[KelvinMethods.TextureBorderColor + first],
            PaletteOffset = paletteMemory.Base + (palette & 0xFFFF_FFC0),
            PaletteLength = 256 >> (int)((palette >> 2) & 3),
            AddressU = AddressOf(address),
            AddressV = AddressOf(address >> 8),
            AddressP = AddressOf(address >> 16),
            CylinderWraps = (byte)(((address >> 4) & 1) | ((address >> 11) & 2) | ((address >> 18) & 4) | ((address >> 21) & 8)),
            MinFilter = FilterOf((filter >> 16) & 0xFF),
            MagFilter = MagnifierOf((filter >> 24) & 15),
            IsGaussian = ((filter >> 13) & 7) == 2,
            LodBias = (int)(filter << 19) >> 19,
            MinLod = (int)(control >> 18) & 0xFFF,
            MaxLod = (int)(control >> 6) & 0xFFF,
            MaxAnisotropy = 1 << ((int)(control >> 4) & 3),
            SignedComponents = SignsOf(filter),
            KillsAlpha = (control & 4) != 0,
            ColorKey = (ColorKeyMode)(control & 3),
            ColorKeyValue = state[KelvinMethods.ColorKeyColor + (unit * 4)],
            ShadowFunction = (CompareFunction)(state[KelvinMethods.ShadowDepthFunc] & 7),
        };
    }

    private static TextureKind KindOf(uint format) => ((format >> 4) & 15) switch
    {
        1 => TextureKind.OneDimensional,
        3 => TextureKind.ThreeDimensional,
        _ => (format & 4) != 0 ? TextureKind.Cube : TextureKind.TwoDimensional,
    };

    private static TextureAddress AddressOf(uint bits) => (TextureAddress)Math.Clamp(bits & 15, 1, 5);

    private static TextureFilter FilterOf(uint bits) => (TextureFilter)Math.Clamp(bits, 1, 7);

    /// <summary>Magnification numbers the convolution otherwise. Source: the enumerations of texture_stage.h in abaire/pbkitplusplus; what is not listed there: unverified.</summary>
    private static TextureFilter MagnifierOf(uint bits) => bits switch
    {
        0 or 1 => TextureFilter.Nearest,
        4 => TextureFilter.Convolution,
        _ => TextureFilter.Linear,
    };

    private static ColorMask SignsOf(uint filter) =>
        ((filter & (1u << 28)) != 0 ? ColorMask.Alpha : 0)
        | ((filter & (1u << 29)) != 0 ? ColorMask.Red : 0)
        | ((filter & (1u << 30)) != 0 ? ColorMask.Green : 0)
        | ((filter & (1u << 31)) != 0 ? ColorMask.Blue : 0);

    private (DmaObject Texels, DmaObject Palette) ObjectsOf(KelvinState state, uint first)
    {
        bool isSecond = (state[KelvinMethods.TextureFormat + first] & 3) == 2;
        bool isPaletteSecond = (state[KelvinMethods.TexturePalette + first] & 1) != 0;
        DmaObject texels = ObjectOf(state, isSecond);
        return (texels, isPaletteSecond == isSecond ? texels : ObjectOf(state, isPaletteSecond));
    }

    private DmaObject ObjectOf(KelvinState state, bool isSecond) =>
        DmaObject.Read(instances, state[isSecond ? KelvinMethods.ContextDmaB : KelvinMethods.ContextDmaA]);
}
