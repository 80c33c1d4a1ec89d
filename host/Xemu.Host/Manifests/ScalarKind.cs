namespace Xemu.Host;

/// <summary>The kinds of scalar that TOML has.</summary>
internal enum ScalarKind
{
    Text,
    Integer,
    Float,
    Flag,
    Date,
}
