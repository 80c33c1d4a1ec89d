using Xemu.Abstractions;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;
using Xemu.Testing;

namespace Xemu.Machine.Tests;

public sealed class MachineSnapshotTests : IDisposable
{
    private readonly VirtualMachine _machine = new(new MachineOptions { RamBytes = 64 * 4096, IsDeterministic = true });
    private readonly Sample _sample;

    public MachineSnapshotTests()
    {
        _machine.Add("cpu", new FakeCpu());
        _sample = new Sample(_machine.Clock);
        _machine.Add("sample", _sample);
        _machine.PowerOn();
    }

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Load_OfASavedMachine_BringsEveryFieldPageAndTimerBack()
    {
        _sample.Number = 42;
        _sample.Data = [1, 2, 3];
        _sample.Timer.Arm(1234);
        _machine.Memory.WriteValue(0x5000, 4, 0xCAFE_F00D);
        using var stream = new MemoryStream();
        MachineSnapshot.Save(_machine).WriteTo(stream);
        _sample.Number = 1;
        _sample.Data = [];
        _sample.Timer.Cancel();
        _machine.Memory.WriteValue(0x5000, 4, 0);
        _machine.Memory.WriteValue(0x6000, 4, 1);

        stream.Position = 0;
        MachineSnapshot.ReadFrom(stream).Load(_machine);

        Assert.Equal((42u, true, 1234ul), (_sample.Number, _sample.Timer.IsArmed, _sample.Timer.DeadlineNs));
        Assert.Equal([1, 2, 3], _sample.Data);
        Assert.Equal((0xCAFE_F00Dul, 0ul), (_machine.Memory.ReadValue(0x5000, 4), _machine.Memory.ReadValue(0x6000, 4)));
    }

    [Fact]
    public void Differences_OfTwoSnapshots_NamesFieldAndPage()
    {
        MachineSnapshot before = MachineSnapshot.Save(_machine);
        _sample.Number++;
        _machine.Memory.WriteValue(0x7000, 1, 1);

        IReadOnlyList<string> differences = before.Differences(MachineSnapshot.Save(_machine));

        Assert.Equal(["sample.number: 00000000 / 01000000", "ram: page 0x7000"], differences);
    }

    [Fact]
    public void ReadFrom_AnyMutation_IsRefusedWithAStateExceptionOrLoads()
    {
        _sample.Data = [9, 9, 9, 9];
        _machine.Memory.WriteValue(0, 4, 0x1234_5678);
        using var stream = new MemoryStream();
        MachineSnapshot.Save(_machine).WriteTo(stream);
        byte[] good = stream.ToArray();
        var random = new Random(20261123);
        int refused = 0;

        for (int i = 0; i < 20_000; i++)
        {
            byte[] bad = good[..(i % 4 == 0 ? random.Next(good.Length) : good.Length)];
            for (int n = random.Next(4); n >= 0 && bad.Length > 0; n--)
            {
                // Most of the file is one page of RAM: aim at the sections before it.
                bad[random.Next(Math.Min(bad.Length, 300))] = (byte)random.Next(256);
            }

            refused += Refuses(bad) ? 1 : 0;
        }

        Assert.InRange(refused, 10_000, 20_000);
    }

    private bool Refuses(byte[] bytes)
    {
        try
        {
            MachineSnapshot.ReadFrom(new MemoryStream(bytes)).Load(_machine);
            return false;
        }
        catch (StateException)
        {
            return true;
        }
    }

    private sealed class Sample(IClock clock) : IComponent, IStateful
    {
        private uint _number;
        private byte[] _data = [];

        public IGuestTimer Timer { get; } = clock.CreateTimer("sample", static () => { });

        public uint Number { get => _number; set => _number = value; }

        public byte[] Data { get => _data; set => _data = value; }

        public void DescribeState(IStateVisitor state)
        {
            state.Field("number", ref _number);
            state.Blob("data", ref _data, 16);
            state.Timer("timer", Timer);
        }

        public void Dispose()
        {
        }
    }
}
