using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>Starts the kernel and its program after every reset, and answers the port by which the kernel's guest code calls the platform.</summary>
internal sealed class KernelComponent : IComponent, IBootLoader, IIoHandler, IStateful
{
    private const ulong CallPort = 0;
    private const int PortCount = 8;

    private readonly ICpuBoot _cpu;
    private readonly ILogger _log;
    private readonly Kernel _kernel;

    [Derived("the machine is checked once, before it runs")]
    private bool _hasStarted;

    [Derived("set within a call alone")]
    private bool _isServing;

    /// <summary>Makes the kernel.</summary>
    public KernelComponent(KernelOptions options, IComponentContext context)
    {
        _cpu = options.Cpu;
        _log = context.Log;
        _kernel = new Kernel(options, context);
        _ = context.Ports.MapIo(context.Id, options.Port, PortCount, this);
        context.AddCounter("calls", "calls of kernel exports that the platform served", () => (long)_kernel.Counters.Calls);
        context.AddCounter("traps", "interrupts, exceptions and calls that may wait", () => (long)_kernel.Counters.Traps);
        context.AddCounter("unclaimed-interrupts", "interrupts whose service routine said that its device did not ask", () => (long)_kernel.Counters.UnclaimedInterrupts);
        context.AddCounter("threads", "threads of the program", () => _kernel.Threads.Count);
        context.AddCounter("handles", "open handles", () => _kernel.Objects.Handles.Count);
        context.AddCounter("free-memory", "bytes of RAM that nobody uses", () => (long)_kernel.Pages.FreeCount * KernelLayout.PageBytes);
    }

    /// <summary>The kernel, for tests.</summary>
    public Kernel Kernel => _kernel;

    /// <inheritdoc/>
    public IoWidths Widths => IoWidths.Dword;

    /// <inheritdoc/>
    public void Reset(ResetKind kind)
    {
        if (kind == ResetKind.Cold)
        {
            _kernel.Launch.PowerOn();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ComponentException">At power-on: the program is absent or broken.</exception>
    public void Load()
    {
        _kernel.Reset();
        if (_kernel.Program.Start() is not { } problem)
        {
            TellProgram();
        }
        else if (!_hasStarted)
        {
            throw new ComponentException(problem);
        }
        else
        {
            // A program has named another one that is not there: that is the guest's mistake, and ends its run alone.
            _ = _kernel.BugChecks.Stop(BugCheckCode.ManuallyInitiated, problem, []);
        }

        _hasStarted = true;

        Span<uint> registers = stackalloc uint[8];
        registers.Clear();
        _cpu.EnterProtectedMode(
            GuestCode.Entry,
            registers,
            new BootDescriptors(KernelLayout.Physical(KernelLayout.Gdt), BootTables.GdtLimit, KernelLayout.CodeSelector, KernelLayout.DataSelector));
    }

    /// <inheritdoc/>
    public void Start() => _kernel.Io.Start();

    /// <inheritdoc/>
    public ulong Read(ulong offset, int width) => uint.MaxValue;

    /// <inheritdoc/>
    public void Write(ulong offset, int width, ulong value)
    {
        if (_isServing)
        {
            // The kernel's own accesses to ports, made for the program, come by here as well: they call nobody.
            return;
        }

        _isServing = true;
        try
        {
            Serve(offset, (uint)value);
        }
        catch (GuestFaultException fault)
        {
            // The program has written to the port by itself, or has taken the kernel's own pages away: the processor goes on with what it finds.
            KernelLog.Broken(_log, fault.Address);
        }
        finally
        {
            _isServing = false;
        }
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state) => state.Part("kernel", _kernel);

    /// <inheritdoc/>
    public void AfterRestore() => _kernel.AfterRestore();

    private void TellProgram()
    {
        (string title, int imports, uint entry) = _kernel.Program.Summary;
        KernelLog.Loaded(_log, title, _kernel.Launch.Path, imports, entry);
        if (_kernel.Program.Unserved is { Count: > 0 } unserved)
        {
            KernelLog.UnservedImports(_log, string.Join(", ", unserved));
        }
    }

    private void Serve(ulong offset, uint frame)
    {
        if (offset == CallPort)
        {
            _kernel.Counters.Calls++;
            _kernel.Traps.OnCall(frame);
        }
        else
        {
            _kernel.Counters.Traps++;
            _kernel.Traps.OnTrap(frame);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
