namespace Xemu.Gpu.Nv2a;

/// <summary>A class that only holds numbers for others: beta (0x12), four betas (0x72), operation (0x43), null (0x30).</summary>
/// <remarks>The console's PGRAPH holds each once, whatever objects there are. Source: envytools docs/hw/graph/2d/ctxobj.</remarks>
internal sealed class ContextObject(uint graphClass, MethodTable methods, Pgraph graph) : MethodStore(graphClass, methods, graph);
