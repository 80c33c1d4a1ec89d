namespace Xemu.Host;

/// <summary>How a table was written.</summary>
internal enum TableForm
{
    /// <summary>Only as the way to another: <c>a</c> in <c>[a.b]</c>. A header of its own may follow.</summary>
    Implied,

    /// <summary>By a header.</summary>
    Header,

    /// <summary>By dotted keys: <c>a</c> in <c>a.b = 1</c>. No header may follow.</summary>
    Dotted,

    /// <summary>In braces: complete.</summary>
    Inline,
}
