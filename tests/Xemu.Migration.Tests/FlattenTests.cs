using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration.Tests;

public sealed class FlattenTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-migration-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_OfAChain_GivesAWholeSnapshotThatVerifiesAndRestoresTheSame()
    {
        var transport = new MemoryTransport();
        using (Rig source = new Rig(transport).RunTo(20_000).Start())
        {
            Assert.Null(source.Save(Rig.Request(uri: "file:/a")).Error);
            source.GetOn(100);
            Assert.Null(source.Save(Rig.Request(uri: "file:/b") with { Parent = "file:/a" }).Error);
        }

        string flat = Path.Combine(_folder.FullName, "flat.xsnap");
        using (SnapshotChain chain = SnapshotChain.Open("file:/b", uri => transport.OpenRead(new TransportTarget(uri), CancellationToken.None)))
        {
            SnapshotFlattener.Write(chain, flat, static _ => { }, CancellationToken.None);
        }

        byte[] bytes = File.ReadAllBytes(flat);
        Assert.Empty(SnapshotVerifier.Verify(new MemorySnapshotSource(bytes)));
        transport.Files.Clear();
        transport.Files[Rig.Uri] = MemoryFile.Of(bytes);
        using Rig target = new Rig(transport).Start();
        Assert.Null(target.Restore(new RestoreRequest(Rig.Uri)).Error);
        _ = target.Stop();
        target.AssertIsLikeNew();
    }
}
