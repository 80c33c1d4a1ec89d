namespace Xemu.Kernel.Hle;

/// <summary>Serves a call of an export.</summary>
/// <param name="call">The call: arguments, memory, the kernel.</param>
/// <returns>What the caller finds in EAX.</returns>
internal delegate uint ExportHandler(KernelCall call);

/// <summary>One export of the kernel.</summary>
/// <param name="Ordinal">Its number, 1 and up.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How it is used.</param>
/// <param name="Bytes">Bytes of arguments, those in registers included; of a variable its size.</param>
internal sealed record ExportRow(int Ordinal, string Name, ExportKind Kind, int Bytes)
{
    /// <summary>Bytes of the stack that the routine takes off its arguments.</summary>
    public uint PoppedBytes => Kind switch
    {
        ExportKind.Stdcall => (uint)Bytes,
        ExportKind.Fastcall => (uint)Math.Max(Bytes - 8, 0),
        _ => 0,
    };

    /// <summary>Who serves it; null: a call is told and ends the program by a bugcheck. Variables need none.</summary>
    public ExportHandler? Handler { get; set; }

    /// <summary>Whether it is written in guest code alone, and never calls the platform.</summary>
    public bool IsGuestCode { get; set; }

    /// <summary>Where it lies in the guest.</summary>
    public uint Address { get; set; }

    /// <summary>Whether a program may use it.</summary>
    public bool IsServed => Kind == ExportKind.Data || IsGuestCode || Handler is not null;
}
