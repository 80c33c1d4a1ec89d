namespace Xemu.Migration;

/// <summary>A way to save: when the machine stands still, and which pages go when.</summary>
internal interface ISavePlan
{
    /// <summary>Sends the pages.</summary>
    /// <param name="form">Where to.</param>
    /// <returns>The machine at the instant to which the pages belong.</returns>
    MachineInstant SavePages(ISaveForm form);
}
