using System.Globalization;
using System.Text.Json.Nodes;
using Xemu.Abstractions;

namespace Xemu.Migration;

/// <summary>Has a running machine save itself, through its monitor: shows how it goes, and gives it up on ctrl-C.</summary>
internal static class MonitoredMigration
{
    private const int LookMs = 100;
    private const int BarWidth = 30;

    /// <summary>Runs it to its end.</summary>
    /// <param name="context">The verb.</param>
    /// <param name="monitor">The monitor's address, or null for the only one.</param>
    /// <param name="arguments">Arguments of <c>x-xemu-save</c>.</param>
    /// <param name="asJson">Whether the final status is printed as JSON.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="IOException">It has failed.</exception>
    public static int Run(IVerbContext context, string? monitor, JsonObject arguments, bool asJson)
    {
        using var client = new MonitorClient(monitor);
        _ = client.Call("x-xemu-save", arguments, context.Cancellation);
        JsonObject status = Watch(client, context);
        string word = (string?)status["status"] ?? string.Empty;
        if (asJson)
        {
            context.Output.WriteLine(status.ToJsonString());
        }

        if (word != "completed")
        {
            throw new IOException((string?)status["error-desc"] ?? "It was given up; the machine runs on.");
        }

        if (!asJson)
        {
            context.Output.WriteLine(Summary(status));
        }

        return 0;
    }

    private static JsonObject Watch(MonitorClient client, IVerbContext context)
    {
        bool isCancelled = false;
        int shown = 0;
        while (true)
        {
            var status = client.Call("query-migrate", null, default) as JsonObject ?? [];
            string word = (string?)status["status"] ?? "none";
            if (word is "completed" or "failed" or "cancelled" or "none")
            {
                Clear(context, shown);
                return status;
            }

            shown = Show(context, status, word, shown);
            if (context.Cancellation.IsCancellationRequested && !isCancelled)
            {
                isCancelled = true;
                _ = client.Call("migrate_cancel", null, default);
            }

            // After a cancel the token waits no more.
            if (isCancelled)
            {
                Thread.Sleep(LookMs);
            }
            else
            {
                _ = context.Cancellation.WaitHandle.WaitOne(LookMs);
            }
        }
    }

    private static int Show(IVerbContext context, JsonObject status, string word, int shown)
    {
        if (!context.IsErrorTerminal)
        {
            return 0;
        }

        JsonNode? ram = status["ram"];
        double total = (double?)ram?["total"] ?? 0;
        double remaining = (double?)ram?["remaining"] ?? total;
        double done = total > 0 ? Math.Clamp(1 - (remaining / total), 0, 1) : 0;
        int filled = (int)(done * BarWidth);
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{word,-10} [{new string('#', filled)}{new string('.', BarWidth - filled)}] {done * 100,3:F0} %  {((double?)ram?["mbps"] ?? 0) / 8,6:F0} MB/s  pass {(long?)ram?["dirty-sync-count"] ?? 0}");
        context.Error.Write("\r" + line.PadRight(shown));
        return line.Length;
    }

    private static void Clear(IVerbContext context, int shown)
    {
        if (shown > 0)
        {
            context.Error.Write("\r" + new string(' ', shown) + "\r");
        }
    }

    private static string Summary(JsonObject status) => string.Create(
        CultureInfo.InvariantCulture,
        $"{((double?)status["ram"]?["transferred"] ?? 0) / 1e6:F1} MB in {(long?)status["total-time"] ?? 0} ms; the machine stood still for {(long?)status["downtime"] ?? 0} ms.");
}
