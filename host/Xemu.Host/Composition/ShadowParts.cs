namespace Xemu.Host;

/// <summary>Which parts of a machine are made so that they touch nothing outside.</summary>
internal enum ShadowParts
{
    /// <summary>None: the machine is the only one of its manifest.</summary>
    None,

    /// <summary>Its media: another machine reads the same images, so nobody may write them.</summary>
    Media,

    /// <summary>All of them: it runs beside another machine of the same manifest.</summary>
    All,
}
