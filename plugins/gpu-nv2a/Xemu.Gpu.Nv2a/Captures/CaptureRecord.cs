namespace Xemu.Gpu.Nv2a;

/// <summary>The kinds of records of a capture. Numbers never change.</summary>
internal enum CaptureRecord : byte
{
    /// <summary>A page of RAM as it is before the next record: its number (32 bits) and 4 KiB.</summary>
    Page = 1,

    /// <summary>Methods that were executed: channel, subchannel, whether increasing (8 bits each), the first method and how many (32 bits each), and their words.</summary>
    Methods = 2,

    /// <summary>A write of the CPU to a register of PGRAPH: offset and value (32 bits each).</summary>
    RegisterWrite = 3,

    /// <summary>A read of the CPU that moves something: the offset of the register (32 bits).</summary>
    RegisterRead = 4,

    /// <summary>A write of the CPU to instance memory: offset (32 bits), width (8 bits) and value (32 bits).</summary>
    InstanceWrite = 5,

    /// <summary>A frame is complete: guest time in nanoseconds (64 bits).</summary>
    FrameEnd = 6,

    /// <summary>The end of the capture.</summary>
    End = 7,
}
