namespace Xemu.Host;

/// <summary>A number that a component offers.</summary>
/// <param name="Name"><c>ID/name</c>.</param>
/// <param name="Description">One line with the unit.</param>
/// <param name="Read">Reads it; machine thread.</param>
internal sealed record Counter(string Name, string Description, Func<long> Read);
