namespace Xemu.Kernel.Hle;

/// <summary>OBJECT_HEADER before each executive object, as byte offsets from the object. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
internal static class ObjectHeader
{
    public const uint PointerCount = 0xFFFF_FFF0;
    public const uint HandleCount = 0xFFFF_FFF4;
    public const uint Type = 0xFFFF_FFF8;
    public const uint Flags = 0xFFFF_FFFC;

    /// <summary>Size of the header.</summary>
    public const uint Bytes = 16;

    /// <summary>Flag: the object has a name.</summary>
    public const uint NamedFlag = 1;

    /// <summary>Flag: the object stays without handles.</summary>
    public const uint PermanentFlag = 2;
}
