using System.Text;
using System.Text.Json.Nodes;

namespace Xemu.Monitor.Tests;

/// <summary>Descriptors by SCM_RIGHTS.</summary>
public sealed class DescriptorTests
{
    [Fact]
    public void Getfd_WithADescriptor_KeepsItUnderItsName()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        string file = Path.Combine(machine.Folder, "f");
        using (var handle = File.OpenHandle(file, FileMode.Create, FileAccess.ReadWrite))
        {
            client.Send("""{"execute":"getfd","arguments":{"fdname":"out"}}""", (int)handle.DangerousGetHandle());
            Assert.True(client.Read().ContainsKey("return"));
        }

        Assert.True(machine.Store.TryTake("out", out int descriptor));
        using (var own = new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true))
        {
            RandomAccess.Write(own, Encoding.ASCII.GetBytes("here"), 0);
        }

        Assert.Equal("here", File.ReadAllText(file));
    }

    [Fact]
    public void AddFd_SeveralInOneMessage_AreTakenInOrder()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        string a = Path.Combine(machine.Folder, "a");
        string b = Path.Combine(machine.Folder, "b");
        using var first = File.OpenHandle(a, FileMode.Create, FileAccess.ReadWrite);
        using var second = File.OpenHandle(b, FileMode.Create, FileAccess.ReadWrite);

        client.Send("""{"execute":"add-fd","arguments":{"fdset-id":7,"opaque":"x"}}{"execute":"add-fd"}""", (int)first.DangerousGetHandle(), (int)second.DangerousGetHandle());
        JsonObject one = client.Read();
        JsonObject two = client.Read();

        Assert.Equal((7, 0), ((int)one["return"]!["fdset-id"]!, (int)two["return"]!["fdset-id"]!));
        Assert.Equal((a, b), (Target((int)one["return"]!["fd"]!), Target((int)two["return"]!["fd"]!)));
        Assert.Equal("""[0,7]""", new JsonArray([.. client.Run("query-fdsets").AsArray().Select(static s => (JsonNode)(int)s!["fdset-id"]!)]).ToJsonString());
        client.Run("remove-fd", """{"fdset-id":7}""");
        Assert.Equal("GenericError: File descriptor named 'fdset-id:7' not found", client.Fail("remove-fd", """{"fdset-id":7}"""));
    }

    [Fact]
    public void Descriptor_SentWithABlankBeforeItsCommand_IsTaken()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        using var handle = File.OpenHandle(Path.Combine(machine.Folder, "f"), FileMode.Create, FileAccess.ReadWrite);

        client.Send(" ", (int)handle.DangerousGetHandle());
        client.Run("getfd", """{"fdname":"a"}""");

        client.Run("closefd", """{"fdname":"a"}""");
        Assert.Equal("GenericError: File descriptor named 'a' not found", client.Fail("closefd", """{"fdname":"a"}"""));
    }

    [Fact]
    public void Descriptor_ThatNobodyTakes_IsClosed()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        string file = Path.Combine(machine.Folder, "unclaimed");
        using (var handle = File.OpenHandle(file, FileMode.Create, FileAccess.ReadWrite))
        {
            int number = (int)handle.DangerousGetHandle();
            client.Send("""{"execute":"query-status"}""", number, number, number);
            client.Read();
            client.Send("""{"execute":"getfd","arguments":{"fdname":"5"}}""", number);
            Assert.Equal("GenericError: Parameter 'fdname' expects a name not starting with a digit", QmpTestClient.ErrorOf(client.Read()));
        }

        // The worker closes what was left right after its answer; the next answer is later than that.
        client.Run("query-status");
        Assert.Equal("GenericError: No file descriptor supplied via SCM_RIGHTS", client.Fail("getfd", """{"fdname":"a"}"""));
        Assert.DoesNotContain(file, Open());
    }

    [Fact]
    public void Descriptors_MoreThanMayWait_AreClosed()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        string file = Path.Combine(machine.Folder, "many");
        using (var handle = File.OpenHandle(file, FileMode.Create, FileAccess.ReadWrite))
        {
            int[] numbers = [.. Enumerable.Repeat((int)handle.DangerousGetHandle(), 250)];
            client.Send(" ", numbers);
            client.Send(" ", numbers);
            client.Run("query-status");
        }

        client.Run("query-status");
        Assert.DoesNotContain(file, Open());
    }

    [Theory]
    [InlineData("getfd", """{"fdname":"a"}""", "No file descriptor supplied via SCM_RIGHTS")]
    [InlineData("add-fd", "{}", "No file descriptor supplied via SCM_RIGHTS")]
    [InlineData("add-fd", """{"fdset-id":-1}""", "expects a non-negative value")]
    [InlineData("remove-fd", """{"fdset-id":3,"fd":4}""", "File descriptor named 'fdset-id:3, fd:4' not found")]
    public void Command_WithoutItsDescriptor_IsRefused(string command, string arguments, string expected)
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        Assert.Contains(expected, client.Fail(command, arguments), StringComparison.Ordinal);
    }

    private static string? Target(int descriptor) => File.ResolveLinkTarget($"/proc/self/fd/{descriptor}", returnFinalTarget: false)?.FullName;

    private static List<string> Open() => [.. Directory.GetFiles("/proc/self/fd").Select(static f =>
    {
        try
        {
            return File.ResolveLinkTarget(f, returnFinalTarget: false)?.FullName ?? string.Empty;
        }
        catch (IOException)
        {
            // Closed meanwhile by another test.
            return string.Empty;
        }
    })];
}
