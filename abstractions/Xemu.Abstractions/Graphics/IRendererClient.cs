namespace Xemu.Abstractions.Graphics;

/// <summary>A chip that has its work drawn by a renderer, which may be exchanged while the machine runs.</summary>
public interface IRendererClient
{
    /// <summary>Who draws now; null when nothing is drawn.</summary>
    IRenderer? Renderer { get; }

    /// <summary>Has another renderer draw from now on. The one before is detached, with all it drew in memory and its count taken, and may be used elsewhere or disposed.</summary>
    /// <param name="renderer">The next renderer, attached to nothing; null to draw no more.</param>
    /// <remarks>Machine thread. The guest sees no difference: a snapshot does not tell which renderer drew.</remarks>
    void Exchange(IRenderer? renderer);
}
