namespace Xemu.Migration.Format;

/// <summary>Commands in the stream, source to destination. Source: QEMU migration/savevm.c, MIG_CMD_*.</summary>
public enum MigrationCommandKind
{
    /// <summary>The destination opens its return path.</summary>
    OpenReturnPath = 1,

    /// <summary>The destination answers with <see cref="ReturnPathKind.Pong"/> of the same value.</summary>
    Ping = 2,

    /// <summary>The source has stopped its machine and sends the rest: for a destination that prepares itself. From QEMU 10.0 on; seen in its streams.</summary>
    SwitchoverStart = 11,
}
