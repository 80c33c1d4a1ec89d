namespace Xemu.Gpu.Nv2a;

/// <summary>A file is no capture, or a damaged one.</summary>
/// <param name="message">One sentence with what is wrong.</param>
internal sealed class CaptureException(string message) : Exception(message);
