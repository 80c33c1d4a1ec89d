namespace Xemu.Renderer.Toolkit;

/// <summary>Sends work off and waits for the host when much is on its way that no buffer of a ring bounds: images that are filled, clears, copies.</summary>
/// <param name="backend">The host's GPU.</param>
/// <param name="pass">The pass to end before work is sent off.</param>
internal sealed class SubmitBudget(IGpuBackend backend, PassTracker pass)
{
    /// <summary>Bytes of one batch; two are on their way at most.</summary>
    public const long BatchBytes = 64L << 20;

    /// <summary>What a call counts that moves nothing but takes its room in a command list.</summary>
    public const long CallBytes = 64 << 10;

    private GpuFence? _last;
    private long _bytes;

    /// <summary>Counts what is about to be asked of the host; ends the pass when that is much. Before the call.</summary>
    /// <param name="bytes">How much.</param>
    public void Spend(long bytes)
    {
        _bytes += bytes;
        if (_bytes <= BatchBytes)
        {
            return;
        }

        pass.End();
        GpuFence fence = backend.Submit();
        if (_last is { } last)
        {
            backend.Wait(last);
        }

        (_last, _bytes) = (fence, bytes);
    }
}
