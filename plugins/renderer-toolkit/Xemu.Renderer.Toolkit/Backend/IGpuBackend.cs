namespace Xemu.Renderer.Toolkit;

/// <summary>A host GPU, as far as <see cref="GpuRenderer"/> needs one. Vulkan 1.1 and OpenGL 4.5 can do all of it.</summary>
/// <remarks>
/// <para>Threads: one call at a time, but not always from the same thread: whoever touches memory that a surface is newer than makes the renderer write it back. A backend whose host
/// binds calls to a thread (OpenGL) makes its context current in each.</para>
/// <para>Order: a call sees the effects of all calls before it, as if each had been finished. An implementation may record and batch; only
/// <see cref="ReadImage"/>, <see cref="Wait"/> and <see cref="TakePassedCount"/> wait for the GPU.</para>
/// <para>Errors: a handle that was not made here, or was destroyed, and a region outside of its image are an <see cref="ArgumentException"/>; a call in the
/// wrong place (a transfer inside a pass, a draw outside) is an <see cref="InvalidOperationException"/>; what the host refuses, such as memory that is
/// not there, a shader that does not compile or a lost device, is a <see cref="GpuBackendException"/>. After one of the first two kinds the object is as before.</para>
/// <para>Rows: y is the row of an image, counted from its first one in memory. A vertex at clip coordinates (-1, -1) lies at column 0, row 0: in Vulkan as it is with
/// a viewport of positive height, in OpenGL with its lower left origin. Clip z runs from 0 to w (in OpenGL: <c>glClipControl</c>).</para>
/// </remarks>
public interface IGpuBackend : IDisposable
{
    /// <summary>What it takes and how much of it.</summary>
    GpuLimits Limits { get; }

    /// <summary>Makes a buffer; its content is undefined.</summary>
    /// <param name="sizeBytes">Above 0.</param>
    /// <param name="use">What it is for.</param>
    GpuBuffer CreateBuffer(int sizeBytes, GpuBufferUse use);

    /// <summary>Makes an image; its content is undefined. Outside of a pass.</summary>
    /// <param name="description">Shape and format, within <see cref="Limits"/>.</param>
    GpuImage CreateImage(in GpuImageDescription description);

    /// <summary>Makes a pipeline of two shaders and the fixed state around them.</summary>
    /// <param name="description">Shaders of the flavour that <see cref="Limits"/> names, and state.</param>
    GpuPipeline CreatePipeline(GpuPipelineDescription description);

    /// <summary>Gives a buffer up. Draws that use it may still be on their way: the implementation keeps it until then.</summary>
    void Destroy(GpuBuffer buffer);

    /// <summary>Gives an image up, as above.</summary>
    void Destroy(GpuImage image);

    /// <summary>Gives a pipeline up, as above.</summary>
    void Destroy(GpuPipeline pipeline);

    /// <summary>Fills a part of a buffer; inside a pass too.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="offsetBytes">Where; a multiple of 4.</param>
    /// <param name="data">What; the length is a multiple of 4.</param>
    /// <remarks>The one exception from the order of calls: the caller never overwrites what a draw that is not known to be done (<see cref="IsDone"/>) may read, so that this may be a plain copy into mapped memory.</remarks>
    void WriteBuffer(GpuBuffer buffer, int offsetBytes, ReadOnlySpan<byte> data);

    /// <summary>Fills a region of an image; outside of a pass.</summary>
    /// <param name="image">The image.</param>
    /// <param name="region">Where.</param>
    /// <param name="data">Rows without gaps: 4 bytes a pixel, 1 for <see cref="GpuAspect.Stencil"/>; slices of a volume one after the other.</param>
    void WriteImage(GpuImage image, in GpuRegion region, ReadOnlySpan<byte> data);

    /// <summary>Reads a region of an image back and waits for it; outside of a pass.</summary>
    /// <param name="image">The image.</param>
    /// <param name="region">Where.</param>
    /// <param name="data">Receives rows as <see cref="WriteImage"/> takes them.</param>
    void ReadImage(GpuImage image, in GpuRegion region, Span<byte> data);

    /// <summary>Copies colour bits, 4 bytes a pixel, as they are: also from <see cref="GpuFormat.Rgba8"/> to <see cref="GpuFormat.Texels"/>. Outside of a pass.</summary>
    /// <param name="source">From where.</param>
    /// <param name="sourceRegion">What of it; two-dimensional.</param>
    /// <param name="target">To where; another image.</param>
    /// <param name="targetRegion">Where in it, of the same size.</param>
    void CopyImage(GpuImage source, in GpuRegion sourceRegion, GpuImage target, in GpuRegion targetRegion);

    /// <summary>Starts drawing into images; what they hold is kept.</summary>
    /// <param name="pass">The images.</param>
    void BeginPass(in GpuPass pass);

    /// <summary>Fills a rectangle of the pass's images.</summary>
    /// <param name="clear">Where and with what.</param>
    void Clear(in GpuClear clear);

    /// <summary>Draws.</summary>
    /// <param name="draw">Pipeline, data and the little that changes from draw to draw.</param>
    void Draw(in GpuDraw draw);

    /// <summary>Ends the pass.</summary>
    void EndPass();

    /// <summary>Sends what was recorded on its way; outside of a pass.</summary>
    /// <returns>A mark that is reached when all calls so far are done.</returns>
    GpuFence Submit();

    /// <summary>Whether a mark was reached; does not wait.</summary>
    bool IsDone(GpuFence fence);

    /// <summary>Waits until a mark was reached.</summary>
    void Wait(GpuFence fence);

    /// <summary>Samples that passed all tests in draws with <see cref="GpuDraw.CountsPasses"/> since the last call; waits for them. Outside of a pass.</summary>
    ulong TakePassedCount();
}
