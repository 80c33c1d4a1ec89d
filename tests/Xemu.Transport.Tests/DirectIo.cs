using Xemu.Abstractions.Migration;
using Xemu.Conformance;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Tests;

/// <summary>Whether O_DIRECT works where the tests put their files.</summary>
internal static class DirectIo
{
    public static MigrationTransportFixture Require(MigrationTransportFixture fixture)
    {
        string path = Path.Combine(Path.GetTempPath(), "xemu-direct-" + Path.GetRandomFileName());
        Descriptor file = Descriptor.TryOpen(path, Libc.ReadWrite | Libc.Create, 0x180, out _)!;
        try
        {
            DirectAccess.Reopen(new FileAddress("file:" + path, path, 0), file, isWriting: true).Dispose();
        }
        catch (MigrationException exception)
        {
            fixture.Dispose();
            Assert.Skip(exception.Message);
        }
        finally
        {
            file.Dispose();
            System.IO.File.Delete(path);
        }

        return fixture;
    }
}
