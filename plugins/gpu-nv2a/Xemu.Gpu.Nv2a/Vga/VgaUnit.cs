namespace Xemu.Gpu.Nv2a;

/// <summary>Which window of the chip a VGA port belongs to.</summary>
[Flags]
internal enum VgaUnit
{
    /// <summary>None: no such port.</summary>
    None = 0,

    /// <summary>Sequencer, graphics controller, miscellaneous output: PRMVIO, 0x0C0000.</summary>
    Vio = 1,

    /// <summary>CRTC, attribute controller, status: PRMCIO, 0x601000.</summary>
    Cio = 2,

    /// <summary>Palette: PRMDIO, 0x681000.</summary>
    Dio = 4,

    /// <summary>All of them: the legacy ports.</summary>
    All = Vio | Cio | Dio,
}
