namespace Xemu.Abstractions.Devices;

/// <summary>An IDE channel with up to two devices.</summary>
public interface IIdeBus : IBus<IIdeDevice, IdeUnit>
{
}
