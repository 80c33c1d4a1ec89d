namespace Xemu.Host;

/// <summary>A <c>KEY=VALUE</c> and who says it.</summary>
/// <param name="Source">For messages: <c>--set</c>.</param>
/// <param name="Text">The override.</param>
internal sealed record SourcedOverride(string Source, string Text);
