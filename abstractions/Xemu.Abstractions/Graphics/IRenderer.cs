using Xemu.Abstractions.Memory;

namespace Xemu.Abstractions.Graphics;

/// <summary>Draws what a graphics chip asks for, into surfaces that lie in guest memory.</summary>
/// <remarks>
/// <para>Work arrives resolved: no register of the chip is needed to understand it. The calls of one chip come from one thread at a time, not always the same, in the
/// guest's order, and each sees the effects of those before.</para>
/// <para>Memory is used by others meanwhile: a claim is asked on the thread that touches the memory, also while another thread draws, so a renderer that claims has a lock
/// of its own. Claim before reading: what others begin to write in between is then told. A write that had begun before the claim stood may end behind it and is not: no
/// program writes there without waiting for the chip.</para>
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

    /// <summary>Copies pixels or bytes from place to place in memory, wherever their newest content is.</summary>
    /// <param name="call">The copy.</param>
    /// <param name="memory">The block of <see cref="Attach"/>, for those who copy in memory.</param>
    /// <remarks>
    /// It comes between draws and in their order. One that draws into memory, or whose claims give back what it draws elsewhere, need not implement it: the copy is done
    /// through leases. One that holds surfaces may copy between them, as long as everyone finds afterwards what a copy in memory would have left.
    /// </remarks>
    void Copy(in CopyCall call, IRamBlock memory) => CopyMemory.Run(memory, in call);

    /// <summary>Reads the picture that the display engine shows, as memory would have it if everything were written back.</summary>
    /// <param name="call">What is read.</param>
    /// <param name="memory">The block of <see cref="Attach"/>, for those who read memory.</param>
    /// <param name="pixels">Receives the rows without gaps, in the bits of the call's format; 0 where nothing may be read.</param>
    /// <remarks>
    /// Unlike the rest it comes on any thread, also while another call is at work, as a display reads while a chip draws; never during <see cref="Attach"/> or
    /// <see cref="Detach"/>. The default reads memory through a lease, which any claim answers. One that holds the surface gives it from there and spares the write-back.
    /// </remarks>
    void ReadScanout(in ScanoutCall call, IRamBlock memory, Span<byte> pixels) => ScanoutMemory.Read(memory, in call, pixels);

    /// <summary>Fragments that passed all tests since the last call while <see cref="PipelineState.CountsPasses"/> was set; waits for the draws before. The sum is the chip's business, and its state.</summary>
    /// <returns>Samples, as the chip counts them.</returns>
    ulong TakePassedCount();

    /// <summary>What the draws since the last call have cost the calling thread, so that the chip leaves some guest time to the processor before it goes on with costly ones.</summary>
    /// <returns>
    /// Pixels that were looked at, as draws and memory alone decide: never what a cache has spared, as a machine that was restored has other ones. The default, of
    /// those that draw elsewhere, is 0.
    /// </returns>
    long TakeWork() => 0;

    /// <summary>Writes all content to guest memory and waits for it. Claims may stay; nothing in memory is older than what was drawn.</summary>
    void WriteBack();
}
