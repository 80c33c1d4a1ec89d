namespace Xemu.Monitor.Qmp;

/// <summary>A command cannot be done; becomes its error reply.</summary>
internal sealed class QmpException : Exception
{
    /// <summary>The class for everything that clients do not tell apart (qmp-spec: "Commands Responses", error).</summary>
    public const string Generic = "GenericError";

    /// <summary>There is no such command.</summary>
    public const string CommandNotFound = "CommandNotFound";

    /// <summary>There is no such device.</summary>
    public const string DeviceNotFound = "DeviceNotFound";

    /// <summary>The device is not in use.</summary>
    public const string DeviceNotActive = "DeviceNotActive";

    /// <summary>Makes an error of the general class.</summary>
    /// <param name="description">For people.</param>
    public QmpException(string description)
        : this(Generic, description)
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="errorClass">For programs.</param>
    /// <param name="description">For people.</param>
    public QmpException(string errorClass, string description)
        : base(description) => ErrorClass = errorClass;

    /// <summary>For programs.</summary>
    public string ErrorClass { get; }
}
