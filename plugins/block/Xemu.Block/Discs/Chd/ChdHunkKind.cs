namespace Xemu.Block;

/// <summary>What an entry of the map says of a hunk. Source: MAME's format, version 5.</summary>
internal enum ChdHunkKind : byte
{
    /// <summary>Packed by the first codec.</summary>
    Codec0,

    /// <summary>By the second.</summary>
    Codec1,

    /// <summary>By the third.</summary>
    Codec2,

    /// <summary>By the fourth.</summary>
    Codec3,

    /// <summary>As it is.</summary>
    Stored,

    /// <summary>The same as another one of this file.</summary>
    Self,

    /// <summary>The same as one of the parent.</summary>
    Parent,

    /// <summary>In the packed map: as before, some times.</summary>
    RepeatSmall,

    /// <summary>In the packed map: as before, many times.</summary>
    RepeatLarge,

    /// <summary>In the packed map: the same hunk as the last <see cref="Self"/>.</summary>
    Self0,

    /// <summary>In the packed map: the hunk after it.</summary>
    Self1,

    /// <summary>In the packed map: the parent's hunk of the same number.</summary>
    ParentSelf,

    /// <summary>In the packed map: the same hunk as the last <see cref="Parent"/>.</summary>
    Parent0,

    /// <summary>In the packed map: the hunk after it.</summary>
    Parent1,

    /// <summary>All zero; of images that are not packed.</summary>
    Zero = 0xFF,
}
