namespace Xemu.Host;

/// <summary>Standard output is full, closed or gone.</summary>
internal sealed class OutputException(Exception inner)
    : IOException($"The output cannot be written: {inner.Message.TrimEnd('.')}; check where standard output leads.", inner);
