using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

public sealed class AciTests : IDisposable
{
    private const ulong Base = 0xFEC0_0000;
    private const ulong Out = Base + 0x110;
    private const ulong Spdif = Base + 0x170;
    private const uint List = 0x2000;
    private const uint InterruptWhenDone = 0x8000_0000;

    /// <summary>A millisecond of 48 kHz stereo.</summary>
    private const uint Millisecond = 96;

    private readonly TestMachine _machine = new();
    private readonly RecordingController _interrupts = new();

    public AciTests()
    {
        PciHarness.Attach(_machine, new Aci(_machine), "6.0", _interrupts);
        _machine.ConfigWrite(0, 6, 0, 0x04, 0x0007);
    }

    [Fact]
    public void Codec_HeldInColdReset_IsNotReadyAndForgets()
    {
        uint before = Read(Base + 0x130);
        Write(Base + 0x12C, 2);
        Write16(Base + 0x02, 0x0202);
        uint after = Read(Base + 0x130);
        ushort volume = Read16(Base + 0x02);
        Write(Base + 0x12C, 0);
        uint held = Read16(Base + 0x02);
        Write(Base + 0x12C, 2);

        Assert.Equal(0u, before);
        Assert.Equal(0x100u, after);
        Assert.Equal(0x0202, volume);
        Assert.Equal(0xFFFFu, held);
        Assert.Equal(0x8000, Read16(Base + 0x02));
    }

    [Theory]
    [InlineData(0x00, 0x0000)]
    [InlineData(0x02, 0x8000)]
    [InlineData(0x18, 0x8808)]
    [InlineData(0x26, 0x000F)]
    [InlineData(0x2C, 48000)]
    [InlineData(0x7C, 0x574D)]
    [InlineData(0x7E, 0x4C09)]
    [InlineData(0x80, 0xFFFF)]
    public void Mixer_AfterReset_HasItsValuesInPortsAndMemory(ulong register, int expected)
    {
        Write(Base + 0x12C, 2);

        Assert.Equal(expected, Read16(Base + register));
        Assert.Equal(expected, _machine.In16(0xD000 + register));
    }

    [Fact]
    public void Mixer_ReadOnlyRegisters_StayAndResetRestores()
    {
        Write(Base + 0x12C, 2);
        Write16(Base + 0x7C, 0);
        Write16(Base + 0x2C, 44100);
        Write16(Base + 0x26, 0x0100);
        Write16(Base + 0x18, 0x0808);
        ushort volume = Read16(Base + 0x18);
        ushort power = Read16(Base + 0x26);
        Write16(Base + 0x00, 0);

        Assert.Equal(0x574D, Read16(Base + 0x7C));
        Assert.Equal(48_000, Read16(Base + 0x2C));
        Assert.Equal(0x010F, power);
        Assert.Equal(0x0808, volume);
        Assert.Equal(0x8808, Read16(Base + 0x18));
    }

    [Fact]
    public void CodecSemaphore_Read_IsTakenUntilTheAccess()
    {
        Write(Base + 0x12C, 2);
        byte first = Read8(Base + 0x134);
        byte second = Read8(Base + 0x134);
        Read16(Base + 0x02);

        Assert.Equal([(byte)0, (byte)1, (byte)0], [first, second, Read8(Base + 0x134)]);
    }

    [Fact]
    public void Channel_AfterReset_IsHaltedAndEmpty()
    {
        Assert.Equal(0u, Read(Out));
        Assert.Equal(0x0001_0000u, Read(Out + 4));
        Assert.Equal(0u, Read(Out + 8));
    }

    [Fact]
    public void Channel_Running_FollowsGuestTime()
    {
        Buffer(0, 10 * Millisecond);
        Buffer(1, 10 * Millisecond);
        Play(last: 1, control: 0x01);

        _machine.Advance(4_000_000);
        (byte Index, ushort Left) first = Position();
        _machine.Advance(10_000_000);
        (byte Index, ushort Left) second = Position();

        Assert.Equal((0, 6 * Millisecond), first);
        Assert.Equal((1, 6 * Millisecond), second);
        Assert.Equal(2, Read8(Out + 10));
        Assert.Equal(0, Read8(Out + 6));
    }

    [Fact]
    public void Channel_Paused_KeepsItsPlace()
    {
        Buffer(0, 10 * Millisecond);
        Play(last: 0, control: 0x01);
        _machine.Advance(4_000_000);

        Write8(Out + 11, 0x00);
        _machine.Advance(50_000_000);
        (byte Index, ushort Left) paused = Position();
        byte status = Read8(Out + 6);
        Write8(Out + 11, 0x01);
        _machine.Advance(1_000_000);

        Assert.Equal((0, 6 * Millisecond), paused);
        Assert.Equal(0x01, status);
        Assert.Equal((0, 5 * Millisecond), Position());
    }

    [Fact]
    public void Completion_OfABufferThatAsks_InterruptsAndIsAcknowledged()
    {
        Buffer(0, Millisecond | InterruptWhenDone);
        Buffer(1, 10 * Millisecond);
        Play(last: 1, control: 0x11);

        _machine.Advance(900_000);
        bool early = _interrupts[6].Level;
        _machine.Advance(200_000);
        bool raised = _interrupts[6].Level;
        uint global = Read(Base + 0x130);
        byte status = Read8(Out + 6);
        Write8(Out + 6, 0xFF);

        Assert.False(early);
        Assert.True(raised);
        Assert.Equal(0x40u, global);
        Assert.Equal(0x08, status);
        Assert.False(_interrupts[6].Level);
        Assert.Equal(0u, Read(Base + 0x130));
    }

    [Fact]
    public void LastValidBuffer_Done_HaltsUntilTheIndexIsWritten()
    {
        Buffer(0, Millisecond);
        Buffer(1, Millisecond);
        Play(last: 0, control: 0x05);

        _machine.Advance(3_000_000);
        byte halted = Read8(Out + 6);
        bool raised = _interrupts[6].Level;
        Write8(Out + 6, 0x1C);
        Write8(Out + 5, 1);
        byte resumed = Read8(Out + 6);
        _machine.Advance(500_000);

        Assert.Equal(0x07, halted);
        Assert.True(raised);
        Assert.Equal(0x00, resumed);
        Assert.Equal((1, Millisecond / 2), Position());
    }

    [Fact]
    public void LastIndex_WrittenWhilePaused_IsPlayedOnRun()
    {
        Buffer(0, Millisecond);
        Buffer(1, Millisecond);
        Play(last: 0, control: 0x01);
        _machine.Advance(3_000_000);

        Write8(Out + 11, 0x00);
        Write8(Out + 5, 1);
        Write8(Out + 11, 0x01);
        _machine.Advance(500_000);

        Assert.Equal((1, Millisecond / 2), Position());
    }

    [Fact]
    public void EmptyBuffers_EndAtOnce()
    {
        Buffer(20, Millisecond);
        Play(last: 20, control: 0x01);

        Assert.Equal((20, Millisecond), Position());
    }

    [Fact]
    public void Run_NothingButEmptyBuffers_HaltsBehindTheLast()
    {
        Play(last: 31, control: 0x01);

        Assert.Equal(0x07, Read8(Out + 6));
        Assert.Equal(31, Read8(Out + 4));
    }

    [Fact]
    public void Rate_SixChannels_IsThreeTimesStereo()
    {
        Write(Base + 0x12C, 0x0020_0002);
        Buffer(0, 100 * Millisecond);
        Play(last: 0, control: 0x01);

        _machine.Advance(1_000_000);

        Assert.Equal((0, 97 * Millisecond), Position());
    }

    [Fact]
    public void Position_AfterManyBuffersAndLateTimers_HasNotDrifted()
    {
        for (uint i = 0; i < 32; i++)
        {
            Buffer(i, 960);
        }

        Play(last: 31, control: 0x01);
        for (int i = 0; i < 100; i++)
        {
            Write8(Out + 5, (byte)((Read8(Out + 4) + 20) % 32));
            _machine.AdvanceLate(97_000_000);
        }

        // 9.7 seconds are 970 buffers of 10 ms: 970 % 32 is 10.
        Assert.Equal(10, Read8(Out + 4));
        Assert.InRange(Read16(Out + 8), 958, 960);
    }

    [Fact]
    public void Registers_OfAChannel_ResetOnlyWhileHalted()
    {
        Buffer(0, 10 * Millisecond);
        Play(last: 0, control: 0x1D);

        Write8(Out + 11, 0x1F);
        byte running = Read8(Out + 11);
        Write8(Out + 11, 0x1C);
        Write8(Out + 11, 0x1E);

        Assert.Equal(0x1D, running);
        Assert.Equal(0u, Read(Out));
        Assert.Equal(0u, Read(Out + 8));
    }

    // What nxdk's XAudioInit, XAudioPlay and XAudioProvideSamples do, with its interrupt routine.
    [Fact]
    public void Driver_AsNxdkPlays_IsCalledForEachBuffer()
    {
        Write(Base + 0x12C, Read(Base + 0x12C) & ~2u);
        _machine.Advance(1000);
        Write(Base + 0x12C, Read(Base + 0x12C) | 2);
        uint ready = Read(Base + 0x130) & 0x100;
        foreach (ulong channel in (ulong[])[Out, Spdif])
        {
            Write8(channel + 11, 0x1E);
            Write8(channel + 6, 0xFF);
        }

        Write(Base + 0x100, 0);
        Write(Out, List);
        Write(Spdif, List + 0x100);
        Write8(Out + 11, 0x1C);
        Write8(Spdif + 11, 0x1C);
        Write8(Out + 11, 0x1D);
        Write8(Spdif + 11, 0x1D);
        int completed = 0;
        for (uint i = 0; i < 40; i++)
        {
            Provide(i % 32);
            _machine.Advance(5_000_000);
            completed += Acknowledge(Out) & Acknowledge(Spdif) & 1;
        }

        Assert.Equal(0x100u, ready);
        Assert.Equal(40, completed);
        Assert.False(_interrupts[6].Level);
    }

    /// <summary>XEMU_MUTATIONS sets how many lists are tried.</summary>
    [Fact]
    public void Lists_OfRandomBytesWithRandomWrites_NeverThrow()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("XEMU_MUTATIONS"), out int wanted) ? wanted : 200;
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] list = new byte[0x100];

        for (int i = 0; i < count; i++)
        {
            random.NextBytes(list);
            ShortenSome(list, random);
            _machine.Memory.Write(List, list);
            foreach (ulong channel in (ulong[])[Base + 0x100, Out, Base + 0x120, Spdif])
            {
                Write(channel, List);
                Write8(channel + 5, (byte)random.Next(256));
                Write8(channel + 11, (byte)random.Next(256));
            }

            Write(Base + 0x12C, (uint)random.NextInt64());
            _machine.AdvanceLate((ulong)random.Next(50_000_000));
            Assert.InRange(Read8(Out + 4), 0, 31);
        }
    }

    public void Dispose() => _machine.Dispose();

    /// <summary>Gives some buffers no samples or few.</summary>
    private static void ShortenSome(byte[] list, Random random)
    {
        for (int i = 4; i < list.Length; i += 8)
        {
            list[i + 1] = 0;
            list[i] &= (byte)random.Next(4);
        }
    }

    private void Provide(uint index)
    {
        foreach (uint list in (uint[])[List, List + 0x100])
        {
            _machine.Memory.WriteValue(list + (8 * index), 4, 0x8000);
            _machine.Memory.WriteValue(list + (8 * index) + 4, 4, InterruptWhenDone | (2 * Millisecond));
        }

        Write8(Out + 5, (byte)index);
        Write8(Spdif + 5, (byte)index);
    }

    /// <summary>Takes a channel's interrupt.</summary>
    /// <returns>1 if a buffer was completed.</returns>
    private int Acknowledge(ulong channel)
    {
        byte status = Read8(channel + 6);
        Write8(channel + 6, 0xFF);
        return (status >> 3) & 1;
    }

    private void Buffer(uint index, uint word) => _machine.Memory.WriteValue(List + (8 * index) + 4, 4, word);

    private void Play(byte last, byte control)
    {
        Write(Out, List);
        Write8(Out + 5, last);
        Write8(Out + 11, control);
    }

    private (byte Index, ushort Left) Position() => (Read8(Out + 4), Read16(Out + 8));

    private uint Read(ulong address) => (uint)_machine.Memory.ReadValue(address, 4);

    private ushort Read16(ulong address) => (ushort)_machine.Memory.ReadValue(address, 2);

    private byte Read8(ulong address) => (byte)_machine.Memory.ReadValue(address, 1);

    private void Write(ulong address, uint value) => _machine.Memory.WriteValue(address, 4, value);

    private void Write16(ulong address, ushort value) => _machine.Memory.WriteValue(address, 2, value);

    private void Write8(ulong address, byte value) => _machine.Memory.WriteValue(address, 1, value);
}
