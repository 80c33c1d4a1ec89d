using System.Globalization;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The interpreter against the host's processor, code by code.</summary>
/// <remarks>
/// XEMU_ORACLE_CASES (cases a code, 200), XEMU_ORACLE_SEED, XEMU_ORACLE_ONLY (a regular expression on Iced's code names),
/// XEMU_ORACLE_REPORT (a file for the differences) and XEMU_ORACLE_HIGH (no 16-bit addresses, as where low pages cannot be mapped) steer it; tests/long/oracle.sh runs the long form.
/// </remarks>
[Collection(HostSignals.Name)]
public class OracleTests
{
    private const int DefaultCases = 200;
    private const ulong DefaultSeed = 0x0D15_EA5E;

    [Fact]
    public void Interpreter_EveryCode_AgreesWithHost()
    {
        using HostCpu? host = HostCpu.TryCreate(Setting("HIGH") != null, out string reason);
        Assert.SkipWhen(host == null, reason);
        using var guest = new GuestCpu();
        ulong seed = ulong.Parse(Setting("SEED") ?? DefaultSeed.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        int cases = int.Parse(Setting("CASES") ?? DefaultCases.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var campaign = new OracleCampaign(seed, cases, Setting("ONLY"));

        campaign.Run(host!, guest);

        Console.WriteLine(
            $"Oracle: seed {seed}, {campaign.Cases} cases ({campaign.Faults} fault), codes {campaign.Covered} covered / {campaign.Total} total"
            + $" ({campaign.Excluded} excluded, see Excluded.txt), {campaign.Mismatches} mismatches, {campaign.Known} known ones (KnownMismatches.txt),"
            + (OracleLayout.HasLowData ? " with 16-bit addresses." : " without 16-bit addresses (vm.mmap_min_addr)."));
        Console.WriteLine($"Oracle: {campaign.OnlyFaults.Count} codes only ever fault at level 3: {string.Join(' ', campaign.OnlyFaults)}");
        if (Setting("REPORT") is { } file)
        {
            File.WriteAllText(file, campaign.Report);
        }

        Assert.True(campaign.Mismatches == 0, campaign.Report.Length > 20_000 ? campaign.Report[..20_000] : campaign.Report);
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable("XEMU_ORACLE_" + name) is { Length: > 0 } value ? value : null;
}
