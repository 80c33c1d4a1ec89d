namespace Xemu.Host;

/// <summary>A plugin cannot be used: the message says which, why, and the way out.</summary>
internal sealed class PluginException : Exception
{
    public PluginException(string message)
        : base(message)
    {
    }

    public PluginException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
