namespace Xemu.Chardev;

/// <summary>Options of <c>chardev.null</c>: none.</summary>
internal sealed record NullOptions;
