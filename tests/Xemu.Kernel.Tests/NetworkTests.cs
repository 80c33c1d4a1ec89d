using Xemu.Abstractions.Memory;
using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests;

/// <summary>The kernel's view of the network's PHY, through the controller's management registers.</summary>
public sealed class NetworkTests : IDisposable
{
    private const ulong Registers = 0xFEF0_0000;
    private const uint Active = 0x01;
    private const ushort Link = 0x0004;

    private readonly TestKernel _kernel = new();
    private readonly Controller _controller = new();

    public NetworkTests() => _ = _kernel.Machine.Memory.MapIo("nic", Registers, 0x400, _controller);

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData(0x01E1, 0x01E1, 0x0B)]
    [InlineData(0x01E1, 0x00A1, 0x13)]
    [InlineData(0x0061, 0x01E1, 0x0D)]
    [InlineData(0x01E1, 0x0021, 0x15)]
    [InlineData(0x01E1, 0x0000, 0x15)]
    public void LinkState_WithALink_TellsTheBestOfBoth(int own, int partner, int expected)
    {
        _controller.Phy[1] = Link;
        _controller.Phy[4] = (ushort)own;
        _controller.Phy[5] = (ushort)partner;

        Assert.Equal((uint)expected, _kernel.Call("PhyGetLinkState", 1));
    }

    [Fact]
    public void LinkState_NotUpdated_IsWhatWasToldLast()
    {
        _controller.Phy[1] = Link;
        uint before = _kernel.Call("PhyGetLinkState", 0);
        uint now = _kernel.Call("PhyGetLinkState", 1);
        _controller.Phy[1] = 0;

        Assert.Equal((0U, now), (before, _kernel.Call("PhyGetLinkState", 0)));
        Assert.Equal(Active, now & Active);
        Assert.Equal(0U, _kernel.Call("PhyGetLinkState", 1));
    }

    [Fact]
    public void Initialize_WithReset_ResetsAndNegotiates()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("PhyInitialize", 1, 0));

        Assert.Equal([0x8000, 0x1200], _controller.Written);
    }

    [Fact]
    public void Initialize_WithNobodyThere_Fails()
    {
        Array.Fill(_controller.Phy, ushort.MaxValue);

        Assert.Equal(NtStatus.IoDeviceError, _kernel.Call("PhyInitialize", 0, 0));
        Assert.Equal(0U, _kernel.Call("PhyGetLinkState", 1));
    }

    /// <summary>A controller with a PHY at address 1.</summary>
    private sealed class Controller : IIoHandler
    {
        private uint _data;

        public ushort[] Phy { get; } = new ushort[32];

        /// <summary>What was written to the PHY's control register.</summary>
        public List<int> Written { get; } = [];

        public IoWidths Widths => IoWidths.Dword;

        public ulong Read(ulong offset, int width) => offset == 0x194 ? _data : 0;

        public void Write(ulong offset, int width, ulong value)
        {
            if (offset == 0x194)
            {
                _data = (uint)value;
            }
            else if (offset == 0x190 && (value >> 5 & 0x1F) == 1)
            {
                Access((int)value & 0x1F, (value & 0x400) != 0);
            }
        }

        private void Access(int register, bool isWrite)
        {
            if (!isWrite)
            {
                _data = Phy[register];
            }
            else if (register == 0)
            {
                Written.Add((int)_data);
            }
        }
    }
}
