namespace Xemu.Host;

/// <summary><c>--lockstep</c>, whose value only counts behind an equals sign: what follows it as a word of its own is the manifest.</summary>
internal static class LockstepOption
{
    public const string Name = "--lockstep";

    /// <summary>Gives the option without a value an empty one, so that the parser takes no other word for it.</summary>
    public static IReadOnlyList<string> Close(IReadOnlyList<string> arguments) =>
        [.. arguments.Select(static argument => argument == Name ? $"{Name}=" : argument)];
}
