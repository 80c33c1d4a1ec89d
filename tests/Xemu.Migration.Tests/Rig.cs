using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;
using Xemu.Machine;

namespace Xemu.Migration.Tests;

/// <summary>A small machine with an engine, on a thread of its own.</summary>
internal sealed class Rig : IDisposable
{
    public const string Uri = "file:/memory/snapshot";

    private readonly Thread _thread;
    private readonly CancellationTokenSource _stop = new();
    private RunResult? _result;
    private Exception? _failure;

    public Rig(MemoryTransport transport, ulong ramBytes = 8 << 20, ulong hotPages = 1024, EngineOptions? options = null, bool isIncoming = false, TimeProvider? time = null, params (string Id, Xemu.Abstractions.IComponent Component)[] others)
    {
        Transport = transport;
        Machine = new VirtualMachine(new MachineOptions { Name = "rig", RamBytes = ramBytes, IsDeterministic = true, IsIncoming = isIncoming });
        Extra = Machine.CreateRamBlock("extra", 3 * IRamBlock.PageSize);
        Cpu = new WriterCpu(Machine.Ram, hotPages);
        Engine = new MigrationEngine((options ?? new EngineOptions()) with { Transport = options?.Transport ?? transport }, new RigContext(Machine), time);
        Machine.Add("cpu", Cpu);
        Array.ForEach(others, other => Machine.Add(other.Id, other.Component));
        Machine.Add("migration", Engine);
        Machine.PowerOn();
        _thread = new Thread(Run) { IsBackground = true };
    }

    public MemoryTransport Transport { get; }

    public VirtualMachine Machine { get; }

    public RamBlock Extra { get; }

    public WriterCpu Cpu { get; }

    public MigrationEngine Engine { get; }

    public static SaveRequest Request(SaveMode mode = SaveMode.Stopped, int channels = 2, string uri = Uri) =>
        new(uri) { Mode = mode, PageChannels = channels, IsMappedRam = true };

    public Rig RunTo(ulong count)
    {
        _ = Machine.Runner.Run(new RunLimits(StopAtCount: count), TestContext.Current.CancellationToken);
        return this;
    }

    public Rig Start()
    {
        _thread.Start();
        return this;
    }

    /// <summary>Waits for the guest to get on, which shows that it runs.</summary>
    public void GetOn(ulong instructions = 1000)
    {
        ulong until = Cpu.InstructionCount + instructions;
        Assert.True(SpinWait.SpinUntil(() => Cpu.InstructionCount >= until, TimeSpan.FromSeconds(20)), $"The machine stands still: {_failure}");
    }

    public RunResult Stop()
    {
        _stop.Cancel();
        _thread.Join();
        return _result!;
    }

    /// <summary>Waits for the machine to end by itself.</summary>
    public RunResult End()
    {
        Assert.True(_thread.Join(TimeSpan.FromSeconds(20)), "The machine did not end.");
        return _result!;
    }

    public MigrationStatus Save(SaveRequest request)
    {
        Engine.Save(request);
        return WaitForEnd();
    }

    public MigrationStatus Restore(RestoreRequest request)
    {
        Engine.Restore(request);
        return WaitForEnd();
    }

    public MigrationStatus WaitForEnd()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            return Engine.WaitForEnd(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The migration does not end: {Engine.Status}, machine {_failure}");
            throw;
        }
    }

    /// <summary>Fails unless RAM and CPU are those of a machine that ran to the same instruction without ever stopping.</summary>
    public void AssertIsLikeNew(ulong hotPages = 1024)
    {
        using var fresh = new Rig(new MemoryTransport(), Machine.Ram.SizeBytes, hotPages);
        fresh.RunTo(Cpu.InstructionCount);
        for (ulong page = 0; page < Machine.Ram.SizeBytes / IRamBlock.PageSize; page++)
        {
            using RamLease expected = fresh.Machine.Ram.Lease(page * IRamBlock.PageSize, IRamBlock.PageSize, RamAccess.Read);
            using RamLease actual = Machine.Ram.Lease(page * IRamBlock.PageSize, IRamBlock.PageSize, RamAccess.Read);
            Assert.True(expected.Span.SequenceEqual(actual.Span), $"Page {page} differs after {Cpu.InstructionCount} instructions.");
        }
    }

    private void Run()
    {
        try
        {
            _result = Machine.Runner.Run(default, _stop.Token);
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    public void Dispose()
    {
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted) is false)
        {
            _ = Stop();
        }

        Machine.Dispose();
        _stop.Dispose();
    }
}
