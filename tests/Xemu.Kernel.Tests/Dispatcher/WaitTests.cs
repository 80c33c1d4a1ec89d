using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Dispatcher;

/// <summary>Waits for several objects; mutants and semaphores.</summary>
public sealed class WaitTests : IDisposable
{
    private const uint All = 0;
    private const uint Any = 1;
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void WaitAny_Signaled_TakesTheFirstOfThemAlone()
    {
        uint[] events = [Event(0), Event(1), Event(1)];

        Assert.Equal(1U, Multiple(events, Any));
        Assert.Equal([0, 0, 1], Signals(events));
        Assert.Equal(2U, Multiple(events, Any));
        Assert.Equal(NtStatus.Timeout, Multiple(events, Any));
    }

    [Fact]
    public void WaitAll_NotAllSignaled_TakesNone()
    {
        uint[] events = [Event(1), Event(0)];

        Assert.Equal(NtStatus.Timeout, Multiple(events, All));
        Assert.Equal([1, 0], Signals(events));
        _ = _kernel.Call("KeSetEvent", events[1], 0, 0);
        Assert.Equal(NtStatus.Success, Multiple(events, All));
        Assert.Equal([0, 0], Signals(events));
    }

    [Fact]
    public void WaitAny_SetLater_EndsWithItsNumber()
    {
        uint[] events = [Event(0), Event(0), Event(0)];
        _ = _kernel.CreateThread();
        _kernel.Wait("KeWaitForMultipleObjects", 3, Addresses(events), Any, 0, 0, 0, 0, 0);

        Assert.Equal(2U, _kernel.Release("KeSetEvent", events[2], 1, 0));

        Assert.Equal([0, 0, 0], Signals(events));
        Assert.All(events, e => Assert.Equal(e + DispatcherHeader.WaitList, _kernel.Memory.Read32(e + DispatcherHeader.WaitList)));
    }

    [Fact]
    public void WaitAll_SetOneByOne_EndsWithTheLast()
    {
        uint[] events = [Event(0), Event(0)];
        uint waiter = _kernel.Thread;
        uint other = _kernel.CreateThread();
        _kernel.Wait("KeWaitForMultipleObjects", 2, Addresses(events), All, 0, 0, 0, 0, 0);

        Assert.Equal(0U, _kernel.Call("KeSetEvent", events[1], 1, 0));
        Assert.Equal((other, 1U), (_kernel.Kernel.Threads.Current, Signals(events)[1]));
        Assert.Equal(NtStatus.Success, _kernel.Release("KeSetEvent", events[0], 1, 0));

        Assert.Equal(waiter, _kernel.Thread);
        Assert.Equal([0, 0], Signals(events));
    }

    [Fact]
    public void Wait_ForNoneOrTooMany_IsRefused()
    {
        Assert.Equal(NtStatus.InvalidParameter1, _kernel.Call("KeWaitForMultipleObjects", 0, 0, Any, 0, 0, 0, 0, 0));
        Assert.Equal(NtStatus.InvalidParameter1, _kernel.Call("KeWaitForMultipleObjects", 65, 0, Any, 0, 0, 0, 0, 0));
    }

    [Fact]
    public void Mutant_OwnedTwice_IsFreeAfterTheSecondRelease()
    {
        uint mutant = _kernel.Allocate(32);
        _ = _kernel.Call("KeInitializeMutant", mutant, 1);

        Assert.Equal(NtStatus.Success, Multiple([mutant], Any));
        Assert.Equal(-1, (int)_kernel.Call("KeReleaseMutant", mutant, 0, 0, 0));
        Assert.Equal(0, (int)_kernel.Call("KeReleaseMutant", mutant, 0, 0, 0));
        Assert.Equal(1U, _kernel.Memory.Read32(mutant + DispatcherHeader.SignalState));

        Assert.Equal(NtStatus.MutantNotOwned, _kernel.Raise("KeReleaseMutant", mutant, 0, 0, 0));
    }

    [Fact]
    public void Mutant_Abandoned_TellsTheNextOwner()
    {
        uint mutant = _kernel.Allocate(32);
        _ = _kernel.Call("KeInitializeMutant", mutant, 1);

        _ = _kernel.Call("KeReleaseMutant", mutant, 0, 1, 0);

        Assert.Equal(NtStatus.Abandoned, Multiple([mutant], Any));
        _ = _kernel.Call("KeReleaseMutant", mutant, 0, 0, 0);
        Assert.Equal(NtStatus.Success, Multiple([mutant], Any));
    }

    [Fact]
    public void NtMutant_Queried_TellsCountAndOwner()
    {
        uint place = _kernel.Allocate(16);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateMutant", place, 0, 1));
        uint handle = _kernel.Memory.Read32(place);

        Assert.Equal([0, 0, 0, 0, 1, 0], QueryMutant(handle));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtReleaseMutant", handle, place));
        Assert.Equal(0U, _kernel.Memory.Read32(place));
        Assert.Equal([1, 0, 0, 0, 0, 0], QueryMutant(handle));
        Assert.Equal(NtStatus.MutantNotOwned, _kernel.Call("NtReleaseMutant", handle, 0));
    }

    [Fact]
    public void Semaphore_Released_CountsToItsLimit()
    {
        uint semaphore = _kernel.Allocate(0x14);
        _ = _kernel.Call("KeInitializeSemaphore", semaphore, 1, 3);

        Assert.Equal(1U, _kernel.Call("KeReleaseSemaphore", semaphore, 0, 2, 0));
        Assert.Equal(NtStatus.Success, Multiple([semaphore], Any));
        Assert.Equal(2U, _kernel.Memory.Read32(semaphore + DispatcherHeader.SignalState));

        Assert.Equal(NtStatus.SemaphoreLimitExceeded, _kernel.Raise("KeReleaseSemaphore", semaphore, 0, 2, 0));
        Assert.Equal(2U, _kernel.Memory.Read32(semaphore + DispatcherHeader.SignalState));
    }

    [Fact]
    public void NtSemaphore_Queried_TellsCountAndLimit()
    {
        uint place = _kernel.Allocate(16);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateSemaphore", place, 0, 1, 3));
        uint handle = _kernel.Memory.Read32(place);

        Assert.Equal(NtStatus.Success, _kernel.Call("NtReleaseSemaphore", handle, 2, place));
        Assert.Equal(1U, _kernel.Memory.Read32(place));
        Assert.Equal(NtStatus.SemaphoreLimitExceeded, _kernel.Call("NtReleaseSemaphore", handle, 1, 0));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtQuerySemaphore", handle, place));
        Assert.Equal((3U, 3U), (_kernel.Memory.Read32(place), _kernel.Memory.Read32(place + 4)));
    }

    private byte[] QueryMutant(uint handle)
    {
        uint info = _kernel.Allocate(8);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtQueryMutant", handle, info));
        return _kernel.Bytes(info, 6);
    }

    private uint Multiple(uint[] objects, uint type) =>
        _kernel.Call("KeWaitForMultipleObjects", (uint)objects.Length, Addresses(objects), type, 0, 0, 0, _kernel.Place(BitConverter.GetBytes(0L)), 0);

    private uint Addresses(uint[] objects) => _kernel.Place([.. objects.SelectMany(BitConverter.GetBytes)]);

    private uint Event(uint state)
    {
        uint obj = _kernel.Allocate(16);
        _ = _kernel.Call("KeInitializeEvent", obj, 1, state);
        return obj;
    }

    private uint[] Signals(uint[] objects) => [.. objects.Select(o => _kernel.Memory.Read32(o + DispatcherHeader.SignalState))];
}
