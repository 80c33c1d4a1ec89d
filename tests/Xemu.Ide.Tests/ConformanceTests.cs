using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Ide.Tests;

public sealed class ControllerConformanceTests : IoConformance
{
    private IdeBench? _bench;

    protected override int RandomAccesses => 1_000_000;

    protected override IComponent Create(TestMachine machine)
    {
        _bench = new IdeBench(disc: TestMedium.Numbered(1 << 20), machine: machine);
        return _bench.Controller;
    }

    protected override void Exercise(TestMachine machine, IComponent component)
    {
        _bench!.PlaceTable(0x1000, (0x20000, 0x8000_0200));
        _bench.StartBusMaster(0x1000, toMemory: true);
        _bench.Command(0xC8, lba: 100, count: 8);
        machine.Advance(30_000);
    }
}

public sealed class DiskConformanceTests : StatefulConformance
{
    private IdeBench? _bench;

    protected override IComponent Create(TestMachine machine)
    {
        _bench = new IdeBench(machine: machine);
        return _bench.Disk;
    }

    protected override void Exercise(TestMachine machine, IComponent component)
    {
        _bench!.CommandExt(0x24, 7, 5);
        _bench.Wait();
        _bench.ReadData(600);
    }
}

public sealed class DvdConformanceTests : StatefulConformance
{
    private IdeBench? _bench;

    protected override IComponent Create(TestMachine machine)
    {
        _bench = new IdeBench(disc: TestMedium.Numbered(1 << 20), machine: machine);
        return _bench.Dvd;
    }

    protected override void Exercise(TestMachine machine, IComponent component)
    {
        _bench!.TakeSense();
        _bench.Packet([0x28, 0, 0, 0, 0, 3, 0, 0, 40], 2048);
        _bench.Wait();
        _bench.ReadData(600);
    }
}

/// <summary>A machine saved in the middle of something and loaded into another goes on as if nothing had been.</summary>
public sealed class RestoreTests
{
    [Theory]
    [InlineData("pio-read")]
    [InlineData("pio-write")]
    [InlineData("dma-read")]
    [InlineData("packet")]
    [InlineData("reset")]
    public void State_InTheMiddle_GoesOnAlike(string kind)
    {
        TestMedium firstDisk = TestMedium.Numbered(1 << 20);
        using var first = new IdeBench(firstDisk, TestMedium.Numbered(1 << 20));
        first.TakeSense();
        Begin(first, kind);
        TestMedium secondDisk = TestMedium.Numbered(1 << 20);
        firstDisk.Content.CopyTo(secondDisk.Content, 0);
        using var second = new IdeBench(secondDisk, TestMedium.Numbered(1 << 20));
        second.Machine.Advance(first.Machine.Clock.NowNs);
        byte[] memory = new byte[4 << 20];
        first.Machine.Memory.Read(0, memory);
        second.Machine.Memory.Write(0, memory);

        byte[] saved = first.Save();
        second.Load(saved);

        Assert.Equal(saved, second.Save());
        Assert.Equal(GoOn(first, kind), GoOn(second, kind));
        Assert.Equal(first.Save(), second.Save());
        Assert.Equal(firstDisk.Content, secondDisk.Content);
    }

    private static void Begin(IdeBench bench, string kind)
    {
        switch (kind)
        {
            case "pio-read":
                bench.Command(0x20, lba: 3, count: 4);
                bench.WaitForInterrupt();
                bench.ReadData(700 / 2 * 2);
                break;
            case "pio-write":
                bench.Command(0x30, lba: 3, count: 2);
                bench.Wait();
                bench.WriteData(new byte[600]);
                break;
            case "dma-read":
                bench.PlaceTable(0x1000, (0x100000, 0), (0x110000, 0x8000_0000));
                bench.StartBusMaster(0x1000, toMemory: true);
                bench.Command(0xC8, lba: 0, count: 0);
                bench.Machine.Advance(400_000);
                break;
            case "packet":
                bench.Packet([0x28, 0, 0, 0, 0, 3, 0, 0, 40], 2048);
                bench.Wait();
                bench.ReadData(600);
                break;
            default:
                bench.Out(0x3F6, 0x04);
                bench.Out(0x3F6, 0x00);
                bench.Machine.Advance(500_000);
                break;
        }
    }

    private static List<byte> GoOn(IdeBench bench, string kind)
    {
        var seen = new List<byte>();
        byte[] buffer = new byte[131072];
        for (int i = 0; i < 400; i++)
        {
            seen.Add(bench.AlternateStatus);
            bench.Machine.Advance(20_000);
            if ((bench.AlternateStatus & IdeBench.DataRequest) == 0 || kind == "dma-read")
            {
                continue;
            }

            if (kind == "pio-write")
            {
                bench.WriteData([1, 2, 3, 4, 5, 6, 7, 8]);
            }
            else
            {
                seen.AddRange(bench.ReadData(256));
            }
        }

        bench.Machine.Memory.Read(0x100000, buffer);
        seen.AddRange(buffer);
        seen.Add(bench.Status);
        return seen;
    }
}

public sealed class DiskDeviceConformanceTests : IdeDeviceConformance
{
    protected override IComponent Create(TestMachine machine)
    {
        var disk = new IdeDisk(new IdeDiskOptions { Medium = TestMedium.Numbered(1 << 20) }, machine);
        disk.AttachIde(Port, new IdeUnit(IsSlave: false));
        return disk;
    }
}

public sealed class DvdDeviceConformanceTests : IdeDeviceConformance
{
    protected override IComponent Create(TestMachine machine)
    {
        var drive = new IdeDvd(new IdeDvdOptions { Medium = TestMedium.Numbered(1 << 20) }, machine);
        drive.AttachIde(Port, new IdeUnit(IsSlave: false));
        return drive;
    }
}
