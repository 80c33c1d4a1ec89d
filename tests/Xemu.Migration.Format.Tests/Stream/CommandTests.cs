namespace Xemu.Migration.Format.Tests;

public class CommandTests
{
    private readonly byte[] _buffer = new byte[16];

    [Theory]
    [InlineData(MigrationCommandKind.OpenReturnPath, 0u, "0800010000")]
    [InlineData(MigrationCommandKind.Ping, 7u, "080002000400000007")]
    [InlineData(MigrationCommandKind.SwitchoverStart, 0u, "08000b0000")]
    public void Command_WrittenAndRead_IsTheSame(MigrationCommandKind kind, uint value, string hex)
    {
        var command = new MigrationCommand(kind, value);

        int length = command.Write(_buffer);

        Assert.Equal(hex, Convert.ToHexStringLower(_buffer.AsSpan(0, length)));
        Assert.False(MigrationCommand.TryRead(_buffer.AsSpan(0, length - 1), out _, out _));
        Assert.True(MigrationCommand.TryRead(_buffer, out MigrationCommand read, out int readLength));
        Assert.Equal((command, length), (read, readLength));
    }

    [Theory]
    [InlineData("0800030000")]
    [InlineData("0800020003")]
    [InlineData("0700010000")]
    public void Command_ThatIsNotRead_IsRefused(string hex) =>
        Assert.Throws<SnapshotFormatException>(() => MigrationCommand.TryRead(Convert.FromHexString(hex), out _, out _));

    [Theory]
    [InlineData(ReturnPathKind.Shut, 0u, "0001000400000000")]
    [InlineData(ReturnPathKind.Pong, 9u, "0002000400000009")]
    public void Message_WrittenAndRead_IsTheSame(ReturnPathKind kind, uint value, string hex)
    {
        var message = new ReturnPathMessage(kind, value);

        message.Write(_buffer);

        Assert.Equal(hex, Convert.ToHexStringLower(_buffer.AsSpan(0, ReturnPathMessage.Bytes)));
        Assert.False(ReturnPathMessage.TryRead(_buffer.AsSpan(0, 7), out _));
        Assert.True(ReturnPathMessage.TryRead(_buffer, out ReturnPathMessage read));
        Assert.Equal(message, read);
    }

    [Theory]
    [InlineData("0003000400000000")]
    [InlineData("0001000800000000")]
    public void Message_ThatIsNotRead_IsRefused(string hex) =>
        Assert.Throws<SnapshotFormatException>(() => ReturnPathMessage.TryRead(Convert.FromHexString(hex), out _));
}
