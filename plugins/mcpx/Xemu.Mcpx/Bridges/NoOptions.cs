namespace Xemu.Mcpx;

/// <summary>A component without options of its own.</summary>
internal sealed record NoOptions;
