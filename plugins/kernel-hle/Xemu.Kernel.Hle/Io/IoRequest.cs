namespace Xemu.Kernel.Hle;

/// <summary>What a request on an open file tells whom when it is done.</summary>
/// <param name="File">The file.</param>
/// <param name="StatusBlock">Address of the IO_STATUS_BLOCK.</param>
/// <param name="Event">The event, or 0 for the file's own.</param>
/// <param name="Apc">The KAPC that is queued, or 0.</param>
/// <param name="ApcContext">What the completion port is told of the request; 0 for nothing.</param>
internal readonly record struct IoRequest(OpenFile File, uint StatusBlock, uint Event, uint Apc, uint ApcContext);
