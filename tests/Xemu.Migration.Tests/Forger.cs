using System.Text;
using System.Text.Json;
using Xemu.Migration.Format;

namespace Xemu.Migration.Tests;

/// <summary>Changes device state, its description or the facts of a sound file, and makes every checksum right again. Forgery N is always the same.</summary>
internal sealed class Forger
{
    private readonly byte[] _sound;
    private readonly SnapshotFile _file;
    private readonly MappedRamLayout _layout;
    private readonly Dictionary<string, byte[]> _descriptions;
    private readonly string _facts;

    public Forger(byte[] sound)
    {
        _sound = sound;
        _file = SnapshotFile.Open(new MemorySnapshotSource(sound));
        _layout = new MappedRamLayout(_file.MachineName, [.. _file.Blocks.Select(static block => new RamBlockShape(block.Name, block.SizeBytes))]);
        using JsonDocument document = JsonDocument.Parse(_file.Description);
        _descriptions = document.RootElement.GetProperty("devices").EnumerateArray().ToDictionary(
            static device => device.GetProperty("name").GetString()!,
            static device => Encoding.UTF8.GetBytes(string.Join(',', device.EnumerateObject()
                .Where(static member => member.Name is not "name" and not "instance_id")
                .Select(static member => $"\"{member.Name}\":{member.Value.GetRawText()}"))));
        _facts = document.RootElement.GetProperty("xemu").GetRawText();
    }

    public byte[] Make(ulong number)
    {
        var random = new Random((int)number);
        int victim = random.Next(_file.Devices.Count + 1);
        var tail = new SnapshotTailWriter(_layout);
        for (int i = 0; i < _file.Devices.Count; i++)
        {
            SnapshotDevice device = _file.Devices[i];
            byte[] payload = device.Payload.ToArray();
            byte[] description = [.. _descriptions[device.Name]];
            uint version = device.Version;
            if (i == victim)
            {
                byte[] changed = random.Next(2) == 0 ? payload : description;
                changed[random.Next(changed.Length)] = (byte)random.Next(changed == payload ? 0 : ' ', changed == payload ? 256 : 127);
                version = random.Next(8) == 0 ? (uint)random.Next() : version;
            }

            tail.AddDevice(device.Name, device.Instance, new VmStateSection(device.State!.VmsdName, version, payload, description));
        }

        ReadOnlyMemory<byte> bytes = tail.Finish(_file.Checksums!.Blocks, json => WriteFacts(json, victim == _file.Devices.Count ? random : null));
        byte[] forged = new byte[_layout.TailPosition + bytes.Length];
        _sound.AsSpan(0, (int)_layout.TailPosition).CopyTo(forged);
        bytes.CopyTo(forged.AsMemory((int)_layout.TailPosition));
        return forged;
    }

    private void WriteFacts(Utf8JsonWriter json, Random? random)
    {
        using JsonDocument facts = JsonDocument.Parse(_facts);
        JsonProperty[] members = [.. facts.RootElement.EnumerateObject().Where(static member => member.Name is not "format" and not "checksums")];
        int victim = random?.Next(members.Length) ?? -1;
        string[] values = ["null", "-1", "1e99", "[]", "{}", "\"x\"", "{\"a\":{}}", "{\"id\":1}", "18446744073709551616"];
        for (int i = 0; i < members.Length; i++)
        {
            if (i != victim || random!.Next(4) != 0)
            {
                json.WritePropertyName(members[i].Name);
                json.WriteRawValue(i == victim ? values[random!.Next(values.Length)] : members[i].Value.GetRawText());
            }
        }
    }
}
