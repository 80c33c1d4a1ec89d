namespace Xemu.Renderer.Toolkit;

/// <summary>The host's GPU refused or failed; the message says what was being done and what the host said.</summary>
public sealed class GpuBackendException : Exception
{
    /// <summary>Without a message.</summary>
    public GpuBackendException()
    {
    }

    /// <summary>With a message.</summary>
    /// <param name="message">One sentence.</param>
    public GpuBackendException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and what lies beneath.</summary>
    /// <param name="message">One sentence.</param>
    /// <param name="innerException">The cause.</param>
    public GpuBackendException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
