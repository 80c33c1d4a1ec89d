using Xemu.Abstractions;
using Xemu.Abstractions.Devices;

namespace Xemu.Conformance;

/// <summary>What every PCI function must pass; its registers run through <see cref="IoConformance"/> as well. <see cref="ComponentConformance.Create"/> puts it into a <see cref="ConformanceSlot"/>.</summary>
public abstract class PciDeviceConformance : IoConformance
{
    [Fact]
    public void Definition_OfTheFunction_CanBe()
    {
        using IComponent component = Made();
        PciFunctionDefinition definition = ((IPciDevice)component).Definition;

        Assert.InRange(definition.ClassCode, 0u, 0xFF_FFFFu);
        Assert.InRange(definition.InterruptPin, 0, 4);
        Assert.NotEqual(0xFFFF, definition.VendorId);
        Assert.Equal(definition.Bars.Count, definition.Bars.Select(static b => b.Index).Distinct().Count());
        Assert.All(definition.Bars, static bar => Assert.True(IsPossible(bar), $"BAR {bar.Index} '{bar.Name}' cannot be"));
    }

    [Fact]
    public void OwnConfigurationRegisters_AtRandom_NeverThrow()
    {
        using IComponent component = Made();
        Assert.SkipUnless(component is IPciConfigHandler, "The function has no configuration registers of its own.");
        var registers = (IPciConfigHandler)component;
        var random = new Random(1);

        for (int i = 0; i < 10_000; i++)
        {
            registers.WriteConfig(random.Next(0x40, 0x100), (byte)random.Next(256));
            _ = registers.ReadConfig(random.Next(0x40, 0x100));
        }
    }

    private static bool IsPossible(PciBar bar) =>
        bar.Index is >= 0 and <= 6
        && ulong.IsPow2(bar.SizeBytes)
        && bar.SizeBytes >= (bar.Block is not null ? 4096u : bar.Kind == PciBarKind.Io ? 4u : 16u)
        && (bar.Handler is null) != (bar.Block is null)
        && bar.ResetAddress % bar.SizeBytes == 0;
}
