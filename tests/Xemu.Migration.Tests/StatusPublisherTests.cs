using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration.Tests;

public sealed class StatusPublisherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Update_WhileAnotherThreadTells_IsHeardLastByEveryone()
    {
        using var publisher = new StatusPublisher(NullLogger.Instance);
        using var isTelling = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        List<MigrationPhase> heard = [];
        using IDisposable slow = publisher.Subscribe(status =>
        {
            if (status.Phase == MigrationPhase.Active)
            {
                isTelling.Set();
                Assert.True(mayGoOn.Wait(Patience));
            }
        });
        using IDisposable second = publisher.Subscribe(status => heard.Add(status.Phase));
        publisher.Begin("file:/x", isIncoming: false);
        var teller = new Thread(() => publisher.Update(static status => status with { Phase = MigrationPhase.Active }));
        teller.Start();
        Assert.True(isTelling.Wait(Patience, TestContext.Current.CancellationToken));

        publisher.Update(static status => status with { Phase = MigrationPhase.Cancelled });
        mayGoOn.Set();
        teller.Join();

        Assert.Equal([MigrationPhase.Setup, MigrationPhase.Active, MigrationPhase.Cancelled], heard);
    }

    [Fact]
    public void Update_ByAnObserver_IsToldAfterThePresentOne()
    {
        using var publisher = new StatusPublisher(NullLogger.Instance);
        List<MigrationPhase> heard = [];
        using IDisposable first = publisher.Subscribe(status =>
        {
            if (status.Phase == MigrationPhase.Setup)
            {
                publisher.Update(static now => now with { Phase = MigrationPhase.Failed });
            }
        });
        using IDisposable second = publisher.Subscribe(status => heard.Add(status.Phase));

        publisher.Begin("file:/x", isIncoming: false);

        Assert.Equal([MigrationPhase.Setup, MigrationPhase.Failed], heard);
        Assert.Equal(MigrationPhase.Failed, publisher.WaitForEnd(TestContext.Current.CancellationToken).Phase);
    }
}
