using Xemu.Conformance;

namespace Xemu.Transport.Tests;

public sealed class FdConformanceTests : MigrationTransportConformance
{
    protected override MigrationTransportFixture CreateFixture() => new FdFixture(isSet: false);
}

public sealed class FdSeekableTests : MigrationTransportConformanceSeekable
{
    protected override MigrationTransportFixture CreateFixture() => new FdFixture(isSet: false);
}

public sealed class FdSetConformanceTests : MigrationTransportConformance
{
    protected override MigrationTransportFixture CreateFixture() => new FdFixture(isSet: true);
}

public sealed class FdSetOffsetSeekableTests : MigrationTransportConformanceSeekable
{
    protected override MigrationTransportFixture CreateFixture() => new FdFixture(isSet: true, isDirect: false, ",offset=777");
}

public sealed class FdSetDirectConformanceTests : MigrationTransportConformance
{
    protected override MigrationTransportFixture CreateFixture() => DirectIo.Require(new FdFixture(isSet: true, isDirect: true));
}

public sealed class FdSetDirectSeekableTests : MigrationTransportConformanceSeekable
{
    protected override MigrationTransportFixture CreateFixture() => DirectIo.Require(new FdFixture(isSet: true, isDirect: true));
}

public sealed class FdSetDirectAlignedTests : MigrationTransportConformanceAligned
{
    protected override MigrationTransportFixture CreateFixture() => DirectIo.Require(new FdFixture(isSet: true, isDirect: true));
}

public sealed class FdPipeConformanceTests : MigrationTransportConformance
{
    protected override MigrationTransportFixture CreateFixture() => new PipeFixture();
}

public sealed class FdPipeSingleChannelTests : MigrationTransportConformanceSingleChannel
{
    protected override MigrationTransportFixture CreateFixture() => new PipeFixture();
}

public sealed class UnixConformanceTests : MigrationTransportConformance
{
    protected override MigrationTransportFixture CreateFixture() => new SocketFixture(host: null);
}

public sealed class UnixLiveTests : MigrationTransportConformanceLive
{
    protected override MigrationTransportFixture CreateFixture() => new SocketFixture(host: null);
}

public sealed class TcpConformanceTests : MigrationTransportConformance
{
    protected override MigrationTransportFixture CreateFixture() => new SocketFixture("127.0.0.1");
}

public sealed class TcpLiveTests : MigrationTransportConformanceLive
{
    protected override MigrationTransportFixture CreateFixture() => new SocketFixture("127.0.0.1");
}

public sealed class ExecConformanceTests : MigrationTransportConformance
{
    protected override MigrationTransportFixture CreateFixture() => new ExecFixture();
}

public sealed class ExecSingleChannelTests : MigrationTransportConformanceSingleChannel
{
    protected override MigrationTransportFixture CreateFixture() => new ExecFixture();
}
