using Xemu.Block.Fatx;

namespace Xemu.Block.Tests.Fatx;

/// <summary>Random operations on a volume and a model of it.</summary>
internal sealed class FatxScript(int seed, FatxModel? model = null)
{
    private static readonly string[] Names = ["a", "b", "Save.xbx", "TitleImage.xbx", "with blank", "0123456789012345678901234567890123456789ab"];
    private readonly Random _random = new(seed);

    public FatxModel Model { get; } = model ?? new FatxModel();

    /// <summary>What the operation that was done last was about: those entries, with all beneath them, may be in between when it was cut off.</summary>
    public List<string> Touched { get; } = [];

    /// <summary>Compares all but <see cref="Touched"/> with a volume.</summary>
    public void AssertNothingElseChanged(FatxVolume volume)
    {
        FatxModel expected = Model.Clone();
        FatxModel actual = FatxModel.Read(volume);
        foreach (string path in Touched)
        {
            expected.RemoveTree(path);
            actual.RemoveTree(path);
        }

        expected.AssertSame(actual);
    }

    /// <summary>Does one operation; the model follows when it is done.</summary>
    /// <returns>How it ended, and whether the model said that it should be so.</returns>
    public (FatxStatus Status, FatxStatus Expected) Step(FatxVolume volume)
    {
        Touched.Clear();
        return _random.Next(12) switch
        {
            0 or 1 => Create(volume, FatxAttributes.None),
            2 => Create(volume, FatxAttributes.Directory),
            3 or 4 or 5 or 6 => Write(volume),
            7 => SetSize(volume),
            8 or 9 => Delete(volume),
            10 => Rename(volume),
            _ => SetInformation(volume),
        };
    }

    private (FatxStatus Status, FatxStatus Expected) Create(FatxVolume volume, FatxAttributes attributes)
    {
        string parent = Model.PickFolder(_random);
        string path = $"{parent}/{Names[_random.Next(Names.Length)]}";
        Touched.Add(path);
        FatxStatus expected = Model.Has(path) ? FatxStatus.Exists : FatxStatus.Ok;
        FatxStatus status = volume.Create(Node(volume, parent), Path.GetFileName(path), attributes, new FatxTime((ushort)_random.Next(65536), 0), out _);
        if (status == FatxStatus.Ok)
        {
            Model[path] = attributes == FatxAttributes.Directory ? null : [];
        }

        return (status, expected);
    }

    private (FatxStatus Status, FatxStatus Expected) Write(FatxVolume volume)
    {
        string path = Pick();
        byte[] source = new byte[_random.Next(1, 1 << _random.Next(1, 15))];
        _random.NextBytes(source);
        if (Model.IsFolder(path))
        {
            return (volume.Write(Node(volume, path), 0, source, out _), FatxStatus.IsDirectory);
        }

        byte[] content = Model[path]!;
        int offset = _random.Next(content.Length + (_random.Next(4) == 0 ? 10_000 : 1));
        FatxStatus status = volume.Write(Node(volume, path), (ulong)offset, source, out FatxNode updated);
        if (status == FatxStatus.Ok)
        {
            byte[] next = new byte[Math.Max(content.Length, offset + source.Length)];
            content.CopyTo(next, 0);
            source.CopyTo(next, offset);
            Model[path] = next;
            Assert.Equal((uint)next.Length, updated.Size);
        }

        return (status, FatxStatus.Ok);
    }

    private (FatxStatus Status, FatxStatus Expected) SetSize(FatxVolume volume)
    {
        string path = Pick();
        int size = _random.Next(3) == 0 ? 0 : _random.Next(20_000);
        if (Model.IsFolder(path))
        {
            return (volume.SetSize(Node(volume, path), 0, out _), FatxStatus.IsDirectory);
        }

        FatxStatus status = volume.SetSize(Node(volume, path), (ulong)size, out _);
        if (status == FatxStatus.Ok)
        {
            byte[] next = new byte[size];
            Model[path]!.AsSpan(0, Math.Min(size, Model[path]!.Length)).CopyTo(next);
            Model[path] = next;
        }

        return (status, FatxStatus.Ok);
    }

    private (FatxStatus Status, FatxStatus Expected) Delete(FatxVolume volume)
    {
        string path = Pick();
        FatxStatus expected = path.Length == 0 ? FatxStatus.InvalidName : Model.IsFolder(path) && !Model.IsEmpty(path) ? FatxStatus.NotEmpty : FatxStatus.Ok;
        FatxStatus status = volume.Delete(Node(volume, path));
        if (status == FatxStatus.Ok)
        {
            Model.Remove(path);
        }

        return (status, expected);
    }

    private (FatxStatus Status, FatxStatus Expected) Rename(FatxVolume volume)
    {
        string path = Pick();
        string parent = Model.PickFolder(_random);
        string target = $"{parent}/{Names[_random.Next(Names.Length)]}";
        Touched.Add(target);
        bool isInside = (parent + "/").StartsWith(path + "/", StringComparison.Ordinal) && Model.IsFolder(path);
        FatxStatus expected = path.Length == 0 ? FatxStatus.InvalidName
            : Model.Has(target) && FatxModel.Key(target) != path ? FatxStatus.Exists
            : isInside ? FatxStatus.InvalidName
            : FatxStatus.Ok;
        FatxStatus status = volume.Rename(Node(volume, path), Node(volume, parent), Path.GetFileName(target), out _);
        if (status == FatxStatus.Ok)
        {
            Model.Move(path, target);
        }

        return (status, expected);
    }

    private (FatxStatus Status, FatxStatus Expected) SetInformation(FatxVolume volume)
    {
        string path = Pick();
        var time = new FatxTime((ushort)_random.Next(65536), (ushort)_random.Next(65536));
        FatxStatus status = volume.SetInformation(Node(volume, path), (FatxAttributes)_random.Next(256), new FatxTimes(time, null, time), out _);
        return (status, path.Length == 0 ? FatxStatus.InvalidName : FatxStatus.Ok);
    }

    private string Pick()
    {
        string path = Model.Pick(_random);
        Touched.Add(path);
        return path;
    }

    private static FatxNode Node(FatxVolume volume, string path)
    {
        Assert.Equal(FatxStatus.Ok, volume.Find(FatxModel.Split(path), out FatxNode node));
        return node;
    }
}
