namespace Xemu.Kernel.Hle;

/// <summary>What OBJECT_ATTRIBUTES name, before a volume looks for it.</summary>
/// <param name="Device">The device.</param>
/// <param name="From">The open file that the name is relative to, or null.</param>
/// <param name="Rest">The path on the volume; empty for the device itself, or for <paramref name="From"/>.</param>
internal readonly record struct FileTarget(IoDevice Device, OpenNode? From, string Rest)
{
    /// <summary>Whether the device itself is named.</summary>
    public bool IsDevice => Rest.Length == 0 && (From?.IsDevice ?? true);
}
