namespace Xemu.Gpu.Nv2a;

/// <summary>The numbers of SET_OPERATION. Source: envytools rnndb/graph/nv1_blit.xml, docs/hw/graph/2d/intro.</summary>
internal enum PixelOperationKind : uint
{
    /// <summary>SRCCOPY_AND: a copy that leaves out pixels whose alpha is 0.</summary>
    CopyAnd = 0,

    /// <summary>ROP_AND: the raster operation of class 0x43.</summary>
    RasterAnd = 1,

    /// <summary>BLEND_AND: mixed by the beta of class 0x12.</summary>
    BlendAnd = 2,

    /// <summary>SRCCOPY: a copy.</summary>
    Copy = 3,

    /// <summary>SRCCOPY_PREMULT: a copy multiplied by the four betas of class 0x72.</summary>
    CopyPremultiplied = 4,

    /// <summary>BLEND_PREMULT: what is multiplied so is put over what is there.</summary>
    BlendPremultiplied = 5,
}
