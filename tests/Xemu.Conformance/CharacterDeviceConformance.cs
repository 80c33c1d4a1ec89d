using Xemu.Abstractions;
using Xemu.Abstractions.Io;

namespace Xemu.Conformance;

/// <summary>What every character device must pass.</summary>
public abstract class CharacterDeviceConformance : ComponentConformance
{
    /// <summary>What has arrived at the outer end so far, or null when the device cannot tell.</summary>
    protected abstract byte[]? Received(IComponent component);

    [Fact]
    public void Write_ManyPieces_ArriveWholeAndInOrder()
    {
        IComponent component = Made();
        var device = (ICharacterDevice)component;
        device.Connect(static _ => { });
        byte[] sent = [.. Enumerable.Range(0, 10_000).Select(static i => (byte)('a' + (i % 26)))];

        for (int i = 0; i < sent.Length; i += 100)
        {
            device.Write(sent.AsSpan(i, 100));
        }

        component.Dispose();
        byte[]? received = Received(component);
        Assert.SkipWhen(received is null, "The device's outer end cannot be read here.");
        Assert.Equal(sent, received);
    }

    [Fact]
    public void Dispose_WithoutAPeer_DoesNotHang()
    {
        IComponent component = Made();
        ((ICharacterDevice)component).Connect(static _ => { });

        Task disposal = Task.Run(component.Dispose, TestContext.Current.CancellationToken);

        Assert.True(disposal.Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }
}
