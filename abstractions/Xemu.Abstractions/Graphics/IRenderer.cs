using Xemu.Abstractions.Memory;

namespace Xemu.Abstractions.Graphics;

/// <summary>Draws what a graphics chip asks for, into surfaces that lie in guest memory.</summary>
/// <remarks>
/// <para>Work arrives resolved: no register of the chip is needed to understand it. The calls of one chip come from one thread at a time, not always the same, in the
/// guest's order, and each sees the effects of those before.</para>
/// <para>Memory is used by others meanwhile: a claim is asked on the thread that touches the memory, also while another thread draws, so a renderer that claims has a lock
/// of its own. Claim before reading: what is written in between is then told.</para>
/// <para>A renderer may draw into copies of its own. It then claims the memory (<see cref="IRamBlock.Claim"/>) and writes a surface back before
/// anyone reads it, and drops its copy, or takes the new content, when somebody writes it. <see cref="WriteBack"/> makes memory whole at once: before
/// a snapshot. Renderers are exchanged while the machine runs (<see cref="IRendererClient"/>): the one that leaves is detached.</para>
/// <para>No call throws for what a guest asks: what cannot be drawn is drawn the nearest sensible way, and counted.</para>
/// </remarks>
public interface IRenderer
{
    /// <summary>Takes over: all later calls are about this memory. Called before the first work, and again only after <see cref="Detach"/>.</summary>
    /// <param name="memory">The RAM block that offsets count from.</param>
    void Attach(IRamBlock memory);

    /// <summary>Hands over to another renderer: writes everything back, and gives up its claims and all that it holds of the memory. No work follows before the next <see cref="Attach"/>.</summary>
    void Detach() => WriteBack();

    /// <summary>Draws primitives.</summary>
    /// <param name="call">The draw; not to be kept.</param>
    void Draw(DrawCall call);

    /// <summary>Fills a rectangle.</summary>
    /// <param name="call">The fill.</param>
    void Clear(in ClearCall call);

    /// <summary>Fragments that passed all tests since the last call while <see cref="PipelineState.CountsPasses"/> was set; waits for the draws before. The sum is the chip's business, and its state.</summary>
    /// <returns>Samples, as the chip counts them.</returns>
    ulong TakePassedCount();

    /// <summary>Writes all content to guest memory and waits for it. Claims may stay; nothing in memory is older than what was drawn.</summary>
    void WriteBack();
}
