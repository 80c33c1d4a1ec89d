namespace Xemu.Kernel.Hle;

/// <summary>Words at <see cref="KernelLayout.Resume"/> by which the platform tells the trap code how to go on; each is read once and in order.</summary>
internal static class ResumeSlot
{
    /// <summary>Where the floating-point state of the thread that leaves is stored, or 0.</summary>
    public const uint SaveFloating = KernelLayout.Resume;

    /// <summary>Where the floating-point state of the thread that comes lies, or 0.</summary>
    public const uint LoadFloating = KernelLayout.Resume + 4;

    /// <summary>Not 0: translations are dropped.</summary>
    public const uint FlushTranslations = KernelLayout.Resume + 8;

    /// <summary>Address of the floating-point state of the thread that runs, for the contexts of exceptions.</summary>
    public const uint CurrentFloating = KernelLayout.Resume + 16;

    /// <summary>Not 0: something waits for a lower interrupt request level.</summary>
    public const uint Pending = KernelLayout.Resume + 20;

    /// <summary>Address of the trap frame to resume.</summary>
    public const uint Frame = KernelLayout.Resume + 12;
}
