namespace Xemu.Gpu.Nv2a;

/// <summary>What is to be captured.</summary>
/// <param name="Path">The file.</param>
/// <param name="Frames">How many frames, 1 and up.</param>
/// <param name="StartNs">Guest time before which nothing begins.</param>
internal sealed record CaptureRequest(string Path, int Frames, ulong StartNs);
