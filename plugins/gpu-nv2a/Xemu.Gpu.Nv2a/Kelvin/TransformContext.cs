namespace Xemu.Gpu.Nv2a;

/// <summary>Where the fixed functions keep their numbers among the 192 transform constants, which programs share. Source: xboxdevwiki (NV2A, XFCTX); the viewport's place: nxdk lib/pbkit/pbkit.c.</summary>
internal static class TransformContext
{
    public const int Composite = 0x00;
    public const int Projection = 0x04;
    public const int ModelView = 0x08;
    public const int InverseModelView = 0x0C;
    public const int EyePosition = 0x38;
    public const int FogPlane = 0x39;
    public const int ViewportScale = 0x3A;
    public const int ViewportOffset = 0x3B;
    public const int TexgenPlane = 0x40;
    public const int TextureMatrix = 0x44;

    /// <summary>From one bone's matrix to the next, and from one texture's.</summary>
    public const int Stride = 8;

    /// <summary>The word of the constants that a method writes.</summary>
    /// <param name="method">A method of <see cref="KelvinAction.TransformContext"/>.</param>
    public static int WordOf(uint method) => method switch
    {
        >= KelvinMethods.TexgenPlane and < KelvinMethods.TexgenPlane + 0x100 => Matrix(TexgenPlane, method - KelvinMethods.TexgenPlane),
        >= KelvinMethods.TextureMatrix and < KelvinMethods.TextureMatrix + 0x100 => Matrix(TextureMatrix, method - KelvinMethods.TextureMatrix),
        >= KelvinMethods.CompositeMatrix and < KelvinMethods.TextureMatrix => Matrix(Composite, method - KelvinMethods.CompositeMatrix),
        >= KelvinMethods.InverseModelViewMatrix and < KelvinMethods.CompositeMatrix => Matrix(InverseModelView, method - KelvinMethods.InverseModelViewMatrix),
        >= KelvinMethods.ModelViewMatrix and < KelvinMethods.InverseModelViewMatrix => Matrix(ModelView, method - KelvinMethods.ModelViewMatrix),
        >= KelvinMethods.ProjectionMatrix and < KelvinMethods.ModelViewMatrix => Matrix(Projection, method - KelvinMethods.ProjectionMatrix),
        >= KelvinMethods.ViewportScale => Vector(ViewportScale, method - KelvinMethods.ViewportScale),
        >= KelvinMethods.EyePosition => Vector(EyePosition, method - KelvinMethods.EyePosition),
        >= KelvinMethods.ViewportOffset => Vector(ViewportOffset, method - KelvinMethods.ViewportOffset),
        _ => Vector(FogPlane, method - KelvinMethods.FogPlane),
    };

    private static int Matrix(int first, uint bytes) => ((first + ((int)(bytes / 64) * Stride)) * 4) + (int)(bytes % 64 / 4);

    private static int Vector(int index, uint bytes) => (index * 4) + (int)(bytes / 4);
}
