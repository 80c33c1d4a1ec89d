using System.Globalization;
using System.Text.Json.Nodes;
using Xemu.Abstractions.Cpu;
using Xemu.Machine;

namespace Xemu.Host;

/// <summary>Tells the result of a lockstep run.</summary>
internal sealed class LockstepReport(string firstType, string secondType, LockstepResult result)
{
    private const int MostLines = 40;

    /// <summary>Writes it: as text to standard error, where the guest does not write, or as JSON to standard output.</summary>
    public void Write(HostContext context, bool asJson)
    {
        if (asJson)
        {
            context.Output.WriteLine(ToJson().ToJsonString(JsonOutput.Options));
            return;
        }

        foreach (string line in Lines())
        {
            context.Error.WriteLine(line);
        }
    }

    private static string Hex(CpuRegister register) => register.Value.ToString($"X{Math.Max(1, register.Bits / 4)}", CultureInfo.InvariantCulture);

    private static string Bytes(byte[] bytes) => bytes.Length == 0 ? "(not readable)" : string.Join(' ', bytes.Select(static b => b.ToString("X2", CultureInfo.InvariantCulture)));

    private IEnumerable<string> Lines()
    {
        if (result.Difference is not { } difference)
        {
            yield return Text($"lockstep: {firstType} and {secondType} are equal at count {result.ComparedToCount}, after {result.Slices} slices.");
            yield break;
        }

        yield return Text($"lockstep: {firstType} and {secondType} differ at count {difference.DiffersAtCount}; they are equal at {difference.EqualAtCount}.");
        yield return difference.Note;
        IEnumerable<string> parts = [.. InstructionLines(difference), .. RegisterLines(difference), .. StateLines(difference), .. RamLines(difference)];
        foreach (string line in parts)
        {
            yield return line;
        }
    }

    private IEnumerable<string> InstructionLines(LockstepDifference difference)
    {
        if (difference.Instructions.Count == 0)
        {
            yield break;
        }

        yield return $"The instructions up to there, as {secondType} ran them (count before, linear address, bytes):";
        foreach (TracedInstruction instruction in difference.Instructions)
        {
            yield return Text($"  {instruction.Count,12}  {instruction.Address:X8}  {Bytes(instruction.Bytes)}");
        }
    }

    private IEnumerable<string> RegisterLines(LockstepDifference difference)
    {
        yield return $"  {"register",-10} {firstType,-34} {secondType}";
        foreach ((CpuRegister first, CpuRegister second) in difference.FirstRegisters.Zip(difference.SecondRegisters))
        {
            yield return $"{(first == second ? ' ' : '*')} {first.Name,-10} {Hex(first),-34} {Hex(second)}";
        }
    }

    private static IEnumerable<string> StateLines(LockstepDifference difference)
    {
        if (difference.Ends is not null)
        {
            yield return $"The machines ended the slice differently: {difference.Ends}";
        }

        if (difference.State.Count > 0)
        {
            yield return Text($"Saved state that differs, {difference.State.Count} fields (first / second):");
        }

        foreach (string line in difference.State.Take(MostLines))
        {
            yield return $"* {line}";
        }
    }

    private static IEnumerable<string> RamLines(LockstepDifference difference)
    {
        yield return difference.RamBytes == 0 ? "RAM is equal." : Text($"RAM that differs, {difference.RamBytes} bytes (block, address, first / second):");
        foreach (RamDifference item in difference.Ram.Take(MostLines))
        {
            yield return Text($"* {item.Block} 0x{item.Offset:X8}: {item.First:X2} / {item.Second:X2}");
        }
    }

    private JsonObject ToJson() => new()
    {
        ["first"] = firstType,
        ["second"] = secondType,
        ["equal"] = result.Difference is null,
        ["reason"] = result.End.Reason,
        ["equalAtCount"] = result.ComparedToCount,
        ["slices"] = result.Slices,
        ["difference"] = result.Difference is { } difference ? ToJson(difference) : null,
    };

    private static JsonObject ToJson(LockstepDifference difference) => new()
    {
        ["equalAtCount"] = difference.EqualAtCount,
        ["differsAtCount"] = difference.DiffersAtCount,
        ["exact"] = difference.IsExact,
        ["note"] = difference.Note,
        ["ends"] = difference.Ends,
        ["instructions"] = new JsonArray([.. difference.Instructions.Select(static instruction => new JsonObject
        {
            ["count"] = instruction.Count,
            ["address"] = instruction.Address,
            ["bytes"] = Convert.ToHexString(instruction.Bytes),
        })]),
        ["registers"] = new JsonArray([.. difference.FirstRegisters.Zip(difference.SecondRegisters).Select(static pair => new JsonObject
        {
            ["name"] = pair.First.Name,
            ["first"] = Hex(pair.First),
            ["second"] = Hex(pair.Second),
            ["equal"] = pair.First == pair.Second,
        })]),
        ["state"] = new JsonArray([.. difference.State.Select(static line => JsonValue.Create(line))]),
        ["ramBytes"] = difference.RamBytes,
        ["ram"] = new JsonArray([.. difference.Ram.Select(static item => new JsonObject
        {
            ["block"] = item.Block,
            ["offset"] = item.Offset,
            ["first"] = item.First,
            ["second"] = item.Second,
        })]),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
