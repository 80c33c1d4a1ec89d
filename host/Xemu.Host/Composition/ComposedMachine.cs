using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Machine;

namespace Xemu.Host;

/// <summary>A machine with all its parts.</summary>
internal sealed class ComposedMachine : IDisposable
{
    private readonly MachineServices _services;

    public ComposedMachine(VirtualMachine machine, MachineServices services)
    {
        _services = services;
        Machine = machine;
        Factory = new ComponentFactory(services, (id, type) => new ComponentContext(id, type, machine, services, this));
        Monitor = new MonitorContext(this, services);
    }

    public VirtualMachine Machine { get; }

    public ComponentFactory Factory { get; }

    public MonitorContext Monitor { get; }

    /// <summary>The component types by id.</summary>
    public Dictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

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
        _services.Pictures.WritePng(path, frame.Width, frame.Height, pixels);
        return true;
    }

    /// <summary>Lets components act before the first guest instruction.</summary>
    public void BeforeRun()
    {
        foreach (IRunObserver observer in Machine.Components.Select(pair => pair.Value).OfType<IRunObserver>())
        {
            observer.BeforeRun();
        }
    }

    /// <summary>Lets components act on the end of the run.</summary>
    public void AfterRun(RunResult end)
    {
        foreach (IRunObserver observer in Machine.Components.Select(pair => pair.Value).OfType<IRunObserver>())
        {
            observer.AfterRun(end.Reason, end.End == RunEnd.RamLost);
        }
    }

    /// <summary>Parks own threads and disposes everything; what fails is logged, and the rest goes on.</summary>
    public void Dispose()
    {
        foreach ((string id, IComponent component) in Machine.Components)
        {
            try
            {
                component.Quiesce();
            }
            catch (Exception e) when (!e.IsFatal())
            {
                HostLog.QuiesceFailed(_services.Logs.CreateLogger(id), e);
            }
        }

        Factory.DisposeAll();
        try
        {
            Machine.Dispose();
        }
        catch (AggregateException e)
        {
            foreach (Exception failure in e.InnerExceptions)
            {
                HostLog.DisposeFailed(_services.Logs.CreateLogger("host"), failure);
            }
        }
    }
}
