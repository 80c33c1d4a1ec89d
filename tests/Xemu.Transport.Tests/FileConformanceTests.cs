using Xemu.Conformance;

namespace Xemu.Transport.Tests;

public sealed class FileConformanceTests : MigrationTransportConformance
{
    protected override MigrationTransportFixture CreateFixture() => new FileFixture(isDirect: false);
}

public sealed class FileSeekableTests : MigrationTransportConformanceSeekable
{
    protected override MigrationTransportFixture CreateFixture() => new FileFixture(isDirect: false);
}

public sealed class FileOffsetSeekableTests : MigrationTransportConformanceSeekable
{
    protected override MigrationTransportFixture CreateFixture() => new FileFixture(isDirect: false, ",offset=12345");
}

public sealed class FileAtomicTests : MigrationTransportConformanceAtomic
{
    protected override MigrationTransportFixture CreateFixture() => new FileFixture(isDirect: false);
}

public sealed class FileDirectConformanceTests : MigrationTransportConformance
{
    protected override MigrationTransportFixture CreateFixture() => DirectIo.Require(new FileFixture(isDirect: true));
}

public sealed class FileDirectSeekableTests : MigrationTransportConformanceSeekable
{
    protected override MigrationTransportFixture CreateFixture() => DirectIo.Require(new FileFixture(isDirect: true));
}

public sealed class FileDirectOffsetSeekableTests : MigrationTransportConformanceSeekable
{
    protected override MigrationTransportFixture CreateFixture() => DirectIo.Require(new FileFixture(isDirect: true, ",offset=1M"));
}

public sealed class FileDirectAtomicTests : MigrationTransportConformanceAtomic
{
    protected override MigrationTransportFixture CreateFixture() => DirectIo.Require(new FileFixture(isDirect: true));
}

public sealed class FileDirectAlignedTests : MigrationTransportConformanceAligned
{
    protected override MigrationTransportFixture CreateFixture() => DirectIo.Require(new FileFixture(isDirect: true));
}
