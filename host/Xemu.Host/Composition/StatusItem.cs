namespace Xemu.Host;

/// <summary>A piece of the status line.</summary>
/// <param name="Name"><c>ID/name</c>.</param>
/// <param name="Render">Gives the text now.</param>
internal sealed record StatusItem(string Name, Func<string> Render);
