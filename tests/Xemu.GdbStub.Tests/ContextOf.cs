using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.GdbStub.Tests;

/// <summary>A test machine's context with another machine's control.</summary>
internal sealed class ContextOf(IComponentContext inner, IMachineControl control) : IComponentContext
{
    public string Id => inner.Id;

    public ILogger Log => inner.Log;

    public IClock Clock => inner.Clock;

    public IInputQueue Inputs => inner.Inputs;

    public IAddressSpace Memory => inner.Memory;

    public IAddressSpace Ports => inner.Ports;

    public IRamBlock Ram => inner.Ram;

    public IMachineControl Machine => control;

    public IPictureWriter Pictures => inner.Pictures;

    public IMachineState State => inner.State;

    public IMonitorContext Monitor => inner.Monitor;

    public IComponentFactory Factory => inner.Factory;

    public IDescriptorStore Descriptors => inner.Descriptors;

    public IRamBlock CreateRamBlock(string name, ulong sizeBytes) => inner.CreateRamBlock(name, sizeBytes);

    public void AddCounter(string name, string description, Func<long> read) => inner.AddCounter(name, description, read);

    public void AddStatusItem(string name, Func<string> render) => inner.AddStatusItem(name, render);

    public ITraceSource AddTraceSource(string name, string description) => inner.AddTraceSource(name, description);
}
