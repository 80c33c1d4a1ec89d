namespace Xemu.Renderer.Toolkit;

/// <summary>Keeps a pass open over draws into the same images.</summary>
/// <param name="backend">The host's GPU.</param>
internal sealed class PassTracker(IGpuBackend backend)
{
    private GpuPass? _pass;

    /// <summary>Starts a pass, or stays in it.</summary>
    public void Begin(in GpuPass pass)
    {
        if (_pass == pass)
        {
            return;
        }

        End();
        backend.BeginPass(pass);
        _pass = pass;
    }

    /// <summary>Ends the pass, if there is one.</summary>
    public void End()
    {
        if (_pass is not null)
        {
            _pass = null;
            backend.EndPass();
        }
    }

    /// <summary>Ends the pass when it draws into an image.</summary>
    public void EndIfUses(GpuImage image)
    {
        if (_pass is { } pass && (pass.Color == image || pass.Depth == image))
        {
            End();
        }
    }
}
