namespace Xemu.Kernel.Hle;

/// <summary>All exports that the platform serves, by the kernel's own parts.</summary>
internal static class ExportModules
{
    /// <summary>Says who serves what.</summary>
    public static void Register(ExportTable exports)
    {
        AvExports.Register(exports);
        DbgExports.Register(exports);
        ExExports.Register(exports);
        FscExports.Register(exports);
        HalExports.Register(exports);
        IoDeviceExports.Register(exports);
        IoExports.Register(exports);
        IrpExports.Register(exports);
        KeExports.Register(exports);
        KeObjectExports.Register(exports);
        KeThreadExports.Register(exports);
        MmExports.Register(exports);
        NtFileExports.Register(exports);
        NtFileInfoExports.Register(exports);
        NtObjectExports.Register(exports);
        NtWaitExports.Register(exports);
        ObExports.Register(exports);
        PsExports.Register(exports);
        RefurbExports.Register(exports);
        RtlConversionExports.Register(exports);
        RtlExceptionExports.Register(exports);
        RtlFormatExports.Register(exports);
        RtlNumberExports.Register(exports);
        RtlStringExports.Register(exports);
        RtlTimeExports.Register(exports);
        RtlUnicodeExports.Register(exports);
        XcCipherExports.Register(exports);
        XcExports.Register(exports);
        XcHashExports.Register(exports);
        XcKeyExports.Register(exports);
        XeExports.Register(exports);
    }
}
