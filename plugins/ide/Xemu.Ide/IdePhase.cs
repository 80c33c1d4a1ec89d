namespace Xemu.Ide;

/// <summary>What a drive is waiting for. Together with the other fields it is all of a command in progress.</summary>
internal enum IdePhase
{
    /// <summary>A command.</summary>
    Idle,

    /// <summary>The time until a command is carried out.</summary>
    Starting,

    /// <summary>The host reading the data register.</summary>
    DataIn,

    /// <summary>The time until more data is there to read.</summary>
    DataInNext,

    /// <summary>The host writing the data register.</summary>
    DataOut,

    /// <summary>The time until what was written is taken.</summary>
    DataOutNext,

    /// <summary>The bus master taking data.</summary>
    DmaIn,

    /// <summary>The bus master giving data.</summary>
    DmaOut,

    /// <summary>The time until a command is done.</summary>
    Finishing,

    /// <summary>The host ending a software reset.</summary>
    ResetHeld,

    /// <summary>The time until a reset is done.</summary>
    Resetting,
}
