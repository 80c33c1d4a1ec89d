namespace Xemu.Migration.Format;

/// <summary>Messages on the return path, destination to source. Source: QEMU migration/migration.h, MIG_RP_MSG_*.</summary>
public enum ReturnPathKind
{
    /// <summary>The destination is done: value 0 when it has everything, else an error.</summary>
    Shut = 1,

    /// <summary>The answer to a ping.</summary>
    Pong = 2,
}
