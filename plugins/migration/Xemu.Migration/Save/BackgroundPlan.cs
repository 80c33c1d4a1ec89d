namespace Xemu.Migration;

/// <summary>The machine stands still only while its device state is copied and its pages are frozen; then it runs on while they go.</summary>
internal sealed class BackgroundPlan(SaveContext context) : ISavePlan
{
    public MachineInstant SavePages(ISaveForm form)
    {
        ulong[][]? everything = context.Parent is null ? [.. context.Regions.Select(static region => region.FullBitmap())] : null;
        var source = new BackgroundSource(context.Regions, context.Workers.Count, context.Alignment, context.Progress);
        context.Services.Gate.RunStopped(context.Services.Changes.Prime, context.Cancellation);
        try
        {
            MachineInstant? instant = null;
            ulong pages = 0;
            context.PrepareInstant();
            context.RunPaused(() =>
            {
                instant = context.TakeInstant();
                ulong[][] selection = everything ?? context.Cut!;
                source.Freeze(context.Regions, selection);
                pages = everything is null ? selection.Aggregate(0UL, static (sum, bits) => sum + PageBits.Count(bits)) : context.TotalPages;
            });
            context.BeginPass(pages);
            context.Workers.Run(source, form.Pages, context.Cancellation);
            source.Dispose();

            // Every unit has been copied and written: nobody can be using a buffer.
            source.Free();
            return instant!;
        }
        finally
        {
            source.Dispose();
        }
    }
}
