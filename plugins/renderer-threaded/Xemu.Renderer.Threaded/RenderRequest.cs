namespace Xemu.Renderer.Threaded;

/// <summary>Something that is to be done once on the drawing thread, and whether it was.</summary>
/// <param name="action">What.</param>
internal sealed class RenderRequest(Action action)
{
    /// <summary>Whether it was done. Under the queue's lock.</summary>
    public bool IsDone { get; set; }

    /// <summary>Does it.</summary>
    public void Run() => action();
}
