using Xemu.Abstractions;

namespace Xemu.Ide.Tests;

public sealed class SecurityTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(static i => (byte)i)];

    [Fact]
    public void LockedDisk_DataCommands_AreAbortedUntilUnlocked()
    {
        using IdeBench bench = Locked();
        bench.Command(0x20, count: 1);
        Assert.Equal(0x51, bench.WaitForInterrupt());
        Assert.Equal(0x0007, DiskTests.Word(DiskTests.Identify(bench), 128));

        Assert.Equal(0x51, Send(bench, 0xF2, new byte[32]));
        Assert.Equal(0x50, Send(bench, 0xF2, Secret));

        bench.Command(0x20, count: 1);
        Assert.Equal(0x58, bench.WaitForInterrupt());
        bench.ReadData(512);
        Assert.Equal(0x0003, DiskTests.Word(DiskTests.Identify(bench), 128) & 0xF);
    }

    [Fact]
    public void LockedDisk_FiveWrongPasswords_RefusesTheRightOne()
    {
        using IdeBench bench = Locked();
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(0x51, Send(bench, 0xF2, new byte[32]));
        }

        Assert.Equal(0x51, Send(bench, 0xF2, Secret));
        Assert.Equal(0x0017, DiskTests.Word(DiskTests.Identify(bench), 128));
    }

    [Fact]
    public void LockedWithAnyPassword_WhateverIsOffered_Unlocks()
    {
        using var bench = new IdeBench(diskOptions: new IdeDiskOptions { LockedWithAnyPassword = true });

        Assert.Equal(0x50, Send(bench, 0xF2, Secret));

        Assert.Equal(0x0003, DiskTests.Word(DiskTests.Identify(bench), 128));
    }

    [Fact]
    public void SetPassword_ThenDisable_NeedsThePassword()
    {
        using var bench = new IdeBench();
        Assert.Equal(0x0001, DiskTests.Word(DiskTests.Identify(bench), 128));
        Assert.Equal(0x50, Send(bench, 0xF1, Secret));
        Assert.Equal(2, DiskTests.Word(DiskTests.Identify(bench), 85) & 2);

        Assert.Equal(0x51, Send(bench, 0xF6, new byte[32]));
        Assert.Equal(0x50, Send(bench, 0xF6, Secret));

        Assert.Equal(0x0001, DiskTests.Word(DiskTests.Identify(bench), 128));
    }

    [Fact]
    public void FrozenDisk_SecurityCommands_AreAborted()
    {
        using var bench = new IdeBench();
        bench.Command(0xF5);
        Assert.Equal(0x50, bench.WaitForInterrupt());

        Assert.Equal(0x51, Send(bench, 0xF1, Secret));

        Assert.Equal(0x0009, DiskTests.Word(DiskTests.Identify(bench), 128));
        bench.Reset(ResetKind.Cold);
        Assert.Equal(0x0001, DiskTests.Word(DiskTests.Identify(bench), 128));
    }

    [Fact]
    public void WarmReset_UnlockedDisk_StaysUnlocked()
    {
        using IdeBench bench = Locked();
        Send(bench, 0xF2, Secret);

        bench.Reset(ResetKind.Warm);

        Assert.Equal(0x0003, DiskTests.Word(DiskTests.Identify(bench), 128));
    }

    [Fact]
    public void EraseUnit_WithoutPrepare_IsAborted()
    {
        using var bench = new IdeBench();
        Send(bench, 0xF1, Secret);

        Assert.Equal(0x51, Send(bench, 0xF4, Secret));
        bench.Command(0xF3);
        bench.WaitForInterrupt();
        Assert.Equal(0x50, Send(bench, 0xF4, Secret));
    }

    private static IdeBench Locked() => new(diskOptions: new IdeDiskOptions { Password = Convert.ToHexString(Secret) });

    private static byte Send(IdeBench bench, byte command, byte[] password)
    {
        bench.Command(command);
        byte status = bench.Wait();
        if ((status & IdeBench.DataRequest) == 0)
        {
            return status;
        }

        byte[] parameters = new byte[512];
        password.CopyTo(parameters, 2);
        bench.WriteData(parameters);
        return bench.WaitForInterrupt();
    }
}
