namespace Xemu.Gpu.Nv2a;

/// <summary>What a method of Kelvin does beyond storing its word.</summary>
internal enum KelvinAction : byte
{
    /// <summary>Nothing: the word is looked at when something is drawn.</summary>
    Store,

    /// <summary>The size of points or lines, nine bits: a greater word is not taken, and the former size stays (nxdk_pgraph_tests, "Line width").</summary>
    Size,

    /// <summary>NO_OPERATION: a word other than 0 is for the driver.</summary>
    NoOperation,

    /// <summary>A field of the flip counters.</summary>
    FlipRead,

    /// <summary>A field of the flip counters.</summary>
    FlipWrite,

    /// <summary>A field of the flip counters.</summary>
    FlipModulo,

    /// <summary>FLIP_INCREMENT_WRITE.</summary>
    FlipIncrementWrite,

    /// <summary>FLIP_STALL.</summary>
    FlipStall,

    /// <summary>A row of a matrix: it lies among the transform constants.</summary>
    TransformContext,

    /// <summary>SET_TRANSFORM_PROGRAM.</summary>
    TransformProgram,

    /// <summary>SET_TRANSFORM_CONSTANT.</summary>
    TransformConstant,

    /// <summary>LAUNCH_TRANSFORM_PROGRAM.</summary>
    LaunchProgram,

    /// <summary>A current attribute of vertices.</summary>
    Attribute,

    /// <summary>SET_BEGIN_END.</summary>
    BeginEnd,

    /// <summary>ARRAY_ELEMENT16.</summary>
    Element16,

    /// <summary>ARRAY_ELEMENT32.</summary>
    Element32,

    /// <summary>DRAW_ARRAYS.</summary>
    DrawArrays,

    /// <summary>INLINE_ARRAY.</summary>
    InlineArray,

    /// <summary>A word of a window clip: it holds for the regions behind it as well.</summary>
    WindowClip,

    /// <summary>CLEAR_SURFACE.</summary>
    Clear,

    /// <summary>CLEAR_REPORT_VALUE.</summary>
    ClearReport,

    /// <summary>GET_REPORT.</summary>
    GetReport,

    /// <summary>BACK_END_WRITE_SEMAPHORE_RELEASE.</summary>
    ReleaseSemaphore,

    /// <summary>NOTIFY.</summary>
    Notify,

    /// <summary>One of several numbers, which is stored; others are counted, and mostly not taken.</summary>
    Choice,

    /// <summary>It is stored and nothing looks at it: counted.</summary>
    Nothing,
}
