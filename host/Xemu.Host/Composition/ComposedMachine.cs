using Xemu.Abstractions.Frontends;
using Xemu.Machine;

namespace Xemu.Host;

/// <summary>A machine with all its parts.</summary>
internal sealed class ComposedMachine(VirtualMachine machine, MachineServices services) : IDisposable
{
    public VirtualMachine Machine { get; } = machine;

    public List<Counter> Counters { get; } = [];

    public List<StatusItem> StatusItems { get; } = [];

    /// <summary>Writes what the first display source shows; false when there is no picture.</summary>
    public bool TryTakeScreenshot(string path)
    {
        IDisplaySource? source = Machine.Components.Select(pair => pair.Value).OfType<IDisplaySource>().FirstOrDefault();
        if (source is null || source.Frame is not { Width: > 0, Height: > 0 } frame)
        {
            return false;
        }

        byte[] pixels = new byte[frame.SizeBytes];
        source.ReadFrame(pixels);
        services.Pictures.WritePng(path, frame.Width, frame.Height, pixels);
        return true;
    }

    /// <summary>Parks own threads and disposes everything; what fails is logged, and the rest goes on.</summary>
    public void Dispose()
    {
        foreach ((string id, Abstractions.IComponent component) in Machine.Components)
        {
            try
            {
                component.Quiesce();
            }
            catch (Exception e) when (!e.IsFatal())
            {
                HostLog.QuiesceFailed(services.Logs.CreateLogger(id), e);
            }
        }

        try
        {
            Machine.Dispose();
        }
        catch (AggregateException e)
        {
            foreach (Exception failure in e.InnerExceptions)
            {
                HostLog.DisposeFailed(services.Logs.CreateLogger("host"), failure);
            }
        }
    }
}
