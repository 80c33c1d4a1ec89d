namespace Xemu.Abstractions.State;

/// <summary>Marks a mutable field that is no state: rebuilt after a restore, host-side, or fixed once the machine is wired.</summary>
/// <param name="reason">Why it need not be saved, in a few words.</param>
/// <remarks>A conformance test fails for each mutable field that is neither described nor marked.</remarks>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class DerivedAttribute(string reason) : Attribute
{
    /// <summary>Why it need not be saved.</summary>
    public string Reason { get; } = reason;
}
