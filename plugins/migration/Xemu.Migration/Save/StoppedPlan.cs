namespace Xemu.Migration;

/// <summary>The machine stands still from the first page to the last.</summary>
internal sealed class StoppedPlan(SaveContext context) : ISavePlan
{
    public MachineInstant SavePages(ISaveForm form)
    {
        context.Services.Gate.RunStopped(context.Services.Changes.Prime, context.Cancellation);
        MachineInstant? instant = null;
        context.PrepareInstant();
        context.Services.Gate.RunStopped(
            () =>
            {
                context.HoldMachine();
                instant = context.TakeInstant();
            },
            context.Cancellation);

        ulong[][]? selection = context.Parent is null ? null : context.Cut;
        context.BeginPass(selection?.Aggregate(0UL, static (sum, bits) => sum + PageBits.Count(bits)) ?? context.TotalPages);
        var source = new RamSource(context.Regions, selection, skipsHoles: selection is null, context.Progress);
        context.Workers.Run(source, form.Pages, context.Cancellation);
        return instant!;
    }
}
