using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

// Every component of the plugin under the suites that any implementation of its contracts passes.
public sealed class PicConformance : IoConformance
{
    protected override IComponent Create(TestMachine machine)
    {
        var pic = new Pic(new PicOptions { Cpu = new FakeCpu() }, machine);
        pic.CreateLine(0);
        pic.CreateLine(12);
        return pic;
    }
}

public sealed class PitConformance : IoConformance
{
    protected override IComponent Create(TestMachine machine) => new Pit(new PitOptions { Interrupts = new RecordingController() }, machine);

    protected override void Exercise(TestMachine machine, IComponent component)
    {
        machine.Out(0x43, 0x36, 0xB0, 0x74);
        machine.Out(0x40, 0x10, 0x27);
        machine.Out(0x42, 0x33);
        machine.Advance(12_345_678);
    }
}

public sealed class RtcConformance : IoConformance
{
    protected override IReadOnlyList<string> KeptOverReset => ["state.memory", "state.last-second", "state.last-period"];

    protected override IComponent Create(TestMachine machine) => new Rtc(new RtcOptions { Interrupts = new RecordingController() }, machine);

    protected override void Exercise(TestMachine machine, IComponent component)
    {
        machine.Out(0x70, 0x0B);
        machine.Out(0x71, 0x72);
        machine.Advance(1_234_567_890);
    }
}

public sealed class DmaConformance : IoConformance
{
    protected override IComponent Create(TestMachine machine) => new Dma(machine);
}

/// <summary>The whole chipset on one machine: a guest can also move BARs over each other and over everything else.</summary>
public sealed class PciRootConformance : IoConformance
{
    protected override IComponent Create(TestMachine machine)
    {
        var pic = new Pic(new PicOptions { Cpu = new FakeCpu() }, machine);
        var root = new PciRoot(new PciOptions { Interrupts = pic, Preset = true }, machine);
        PciBridge agp = PciBridge.Agp(machine);
        var smbus = new Smbus(machine);
        var smc = new Smc(new SmcOptions(), machine);
        smbus.Attach("smc", smc, new SmbusAddress(0x10));
        Attach(root, new HostBridge(machine), "0.0");
        Attach(root, new MemoryController(), "0.3");
        Attach(root, new Lpc(new LpcOptions(), machine), "1.0");
        Attach(root, smbus, "1.1");
        Attach(root, new Ohci(machine), "2.0");
        Attach(root, new Ohci(machine), "3.0");
        Attach(root, new Nic(machine), "4.0");
        Attach(root, new Apu(machine), "5.0");
        Attach(root, new Aci(machine), "6.0");
        Attach(root, PciBridge.PciToPci(machine), "8.0");
        Attach(root, agp, "1e.0");
        agp.Attach("nic", new Nic(machine), new PciAddress(0, 0));
        IComponent[] others =
        [
            pic,
            smc,
            new Pit(new PitOptions { Interrupts = pic }, machine),
            new Rtc(new RtcOptions { Interrupts = pic }, machine),
            new Dma(machine),
            new SuperIo(new SuperIoOptions { Interrupts = pic, EnabledAtReset = true }, machine),
        ];
        Array.ForEach(others, static c => c.Wire());
        Array.ForEach(others, static c => c.Reset(ResetKind.Cold));
        return root;
    }

    private static void Attach<T>(PciRoot root, T device, string address)
        where T : IPciDevice, IComponent
    {
        root.Attach($"function-{address}", device, PciAddress.Parse(address, null));
        device.Reset(ResetKind.Cold);
    }
}

public sealed class PciBridgeConformance : StatefulConformance
{
    protected override IComponent Create(TestMachine machine) => PciHarness.Attach(machine, PciBridge.PciToPci(machine), "8.0");
}

public sealed class HostBridgeConformance : StatefulConformance
{
    protected override IComponent Create(TestMachine machine) => PciHarness.Attach(machine, new HostBridge(machine), "0.0");
}

public sealed class MemoryControllerConformance : StatefulConformance
{
    protected override IComponent Create(TestMachine machine) => PciHarness.Attach(machine, new MemoryController(), "0.3");
}

public sealed class LpcConformance : IoConformance
{
    protected override IComponent Create(TestMachine machine) =>
        PciHarness.Attach(machine, new Lpc(new LpcOptions { KeyboardReset = true }, machine), "1.0");
}

public sealed class SmbusConformance : IoConformance
{
    protected override IComponent Create(TestMachine machine)
    {
        var smbus = new Smbus(machine);
        smbus.Attach("encoder", new Conexant(), new SmbusAddress(0x45));
        return PciHarness.Attach(machine, smbus, "1.1");
    }
}

public sealed class OhciConformance : IoConformance
{
    protected override IComponent Create(TestMachine machine) => PciHarness.Attach(machine, new Ohci(machine), "2.0");

    protected override void Exercise(TestMachine machine, IComponent component)
    {
        machine.Memory.WriteValue(0x2000, 8, 0x3000_0000_0000);
        machine.Memory.WriteValue(0x2008, 8, 0x3100);
        machine.Memory.WriteValue(0x3100, 4, 0x0040_0000);
        machine.Memory.WriteValue(0xFED0_0020, 4, 0x2000);
        machine.Memory.WriteValue(0xFED0_0008, 4, 0x02);
        machine.Memory.WriteValue(0xFED0_0004, 4, 0x90);
        machine.Memory.WriteValue(0xFED0_0010, 4, 0x8000_0004);
        machine.Advance(12_345_678);
    }
}

public sealed class NicConformance : IoConformance
{
    protected override IComponent Create(TestMachine machine) => PciHarness.Attach(machine, new Nic(machine), "4.0");

    protected override void Exercise(TestMachine machine, IComponent component)
    {
        machine.Memory.WriteValue(0x2006, 2, 0x8001);
        machine.Memory.WriteValue(0xFEF0_0100, 4, 0x2000);
        machine.Memory.WriteValue(0xFEF0_0108, 4, 7);
        machine.Memory.WriteValue(0xFEF0_0084, 4, 1);
        machine.Memory.WriteValue(0xFEF0_0144, 4, 1);
        machine.Memory.WriteValue(0xFEF0_0008, 4, 3);
        machine.Memory.WriteValue(0xFEF0_0194, 4, 0x0061);
        machine.Memory.WriteValue(0xFEF0_0190, 4, 0x424);
    }
}

public sealed class ApuConformance : IoConformance
{
    protected override IComponent Create(TestMachine machine) => PciHarness.Attach(machine, new Apu(machine), "5.0");
}

public sealed class AciConformance : IoConformance
{
    protected override IComponent Create(TestMachine machine) => PciHarness.Attach(machine, new Aci(machine), "6.0");

    protected override void Exercise(TestMachine machine, IComponent component)
    {
        machine.Memory.WriteValue(0x2004, 4, 0x8000_4000);
        machine.Memory.WriteValue(0xFEC0_012C, 4, 0x0020_0002);
        machine.Memory.WriteValue(0xFEC0_0110, 4, 0x2000);
        machine.Memory.WriteValue(0xFEC0_011B, 1, 0x1D);
        machine.Advance(12_345_678);
        machine.Memory.WriteValue(0xFEC0_0002, 2, 0x0404);
    }
}

public sealed class UartConformance : IoConformance
{
    protected override IComponent Create(TestMachine machine) =>
        new UartComponent(new UartOptions { Interrupts = new RecordingController(), Port = new FakePort(), Timed = true }, machine);

    protected override void Exercise(TestMachine machine, IComponent component)
    {
        machine.Out(0x3FA, 0x07);
        machine.Out(0x3F8, (byte)'a', (byte)'b', (byte)'c');
        machine.Advance(20_000);
    }
}

public sealed class SuperIoConformance : IoConformance
{
    protected override IComponent Create(TestMachine machine) =>
        new SuperIo(new SuperIoOptions { Interrupts = new RecordingController(), Port0 = new FakePort(), EnabledAtReset = true }, machine);
}

public sealed class SmcConformance : SmbusDeviceConformance
{
    protected override IReadOnlyList<string> KeptOverReset => ["state.challenge-timer"];

    protected override IComponent Create(TestMachine machine) => new Smc(new SmcOptions { EnforceChallenge = true }, machine);
}

public sealed class EepromConformance : SmbusDeviceConformance
{
    protected override IComponent Create(TestMachine machine) => new Eeprom(new EepromOptions(), machine);
}

public sealed class Adm1032Conformance : SmbusDeviceConformance
{
    protected override IComponent Create(TestMachine machine) => new Adm1032(new Adm1032Options());
}

public sealed class ConexantConformance : SmbusDeviceConformance
{
    protected override IComponent Create(TestMachine machine) => new Conexant();
}
