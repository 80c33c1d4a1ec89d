namespace Xemu.Kernel.Hle;

/// <summary>Av: the display's modes and the encoder's options. Numbers of the options: nxdk lib/hal/video.c, xboxdevwiki "Kernel/AvSendTVEncoderOption".</summary>
internal static class AvExports
{
    private const uint OptionGetSettings = 6;
    private const uint OptionBlank = 9;

    public static void Register(ExportTable exports)
    {
        exports.Serve("AvGetSavedDataAddress", static call => call.Kernel.Display.SavedData);
        exports.Serve("AvSetSavedDataAddress", SetSavedData);
        exports.Serve("AvSendTVEncoderOption", SendOption);
        exports.Serve("AvSetDisplayMode", SetMode);
    }

    private static uint SetSavedData(KernelCall call)
    {
        call.Kernel.Display.SavedData = call[0];
        return 0;
    }

    /// <summary>(RegisterBase, Option, Param, Result). Filters and Macrovision are the encoder's and do not show here.</summary>
    private static uint SendOption(KernelCall call)
    {
        (uint option, uint parameter, uint result) = (call[1], call[2], call[3]);
        switch (option)
        {
            case OptionGetSettings:
                call.WriteOptional(result, call.Kernel.Display.EncoderSettings());
                break;
            case OptionBlank:
                call.Kernel.Display.SetBlank(parameter != 0);
                break;
            default:
                call.WriteOptional(result, 0);
                break;
        }

        return 0;
    }

    /// <summary>(RegisterBase, Step, Mode, Format, Pitch, FrameBuffer): done in one step.</summary>
    private static uint SetMode(KernelCall call)
    {
        call.Kernel.Display.SetMode(call[2], call[3], call[4], call[5] & 0x0FFF_FFFF);
        return 0;
    }
}
