using System.Collections;
using System.Text.Json.Nodes;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Draws a capture with two renderers side by side and tells after which draws their pictures differ.</summary>
internal sealed class ReplayComparison : IDisposable
{
    private readonly ReplayBench _left;
    private readonly ReplayBench _right;
    private readonly CaptureReader _leftReader;
    private readonly CaptureReader _rightReader;
    private readonly Dictionary<RenderTarget, BitArray> _known = [];
    private readonly List<ReplayDifference> _differences = [];
    private int _frame = 1;

    /// <summary>Makes a comparison.</summary>
    /// <param name="left">One bench with its renderer.</param>
    /// <param name="right">The other.</param>
    /// <param name="file">The capture.</param>
    public ReplayComparison(ReplayBench left, ReplayBench right, byte[] file)
    {
        _left = left;
        _right = right;
        _leftReader = new CaptureReader(new MemoryStream(file, writable: false));
        _rightReader = new CaptureReader(new MemoryStream(file, writable: false));
    }

    /// <summary>Called for each difference as it is found, with both pictures.</summary>
    public Action<ReplayDifference, Picture, Picture>? Different { get; set; }

    /// <summary>What was found, in order.</summary>
    public IReadOnlyList<ReplayDifference> Differences => _differences;

    /// <summary>Compares.</summary>
    /// <param name="lastFrame">The frame after which it stops, from 1; 0 for all.</param>
    /// <param name="cancellation">Ends it between two records.</param>
    /// <exception cref="CaptureException">The capture is damaged.</exception>
    public void Run(int lastFrame, CancellationToken cancellation)
    {
        _left.Begin(_leftReader);
        _right.Begin(_rightReader);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            long before = _left.DrawCount;
            CaptureRecord record = _left.Step(_leftReader);
            _ = _right.Step(_rightReader);
            if (_left.DrawCount != before)
            {
                Compare();
            }

            if (record == CaptureRecord.FrameEnd && _frame++ == lastFrame)
            {
                return;
            }

            if (record == CaptureRecord.End)
            {
                return;
            }
        }
    }

    /// <summary>Writes what was found as text.</summary>
    public void Print(TextWriter output, string[] types)
    {
        foreach (ReplayDifference d in _differences)
        {
            output.WriteLine($"frame {d.Frame}, draw {d.Draw}: {d.NewPixels} more pixels differ ({d.Pixels} in all, by up to {d.MaxDifference}/255) at 0x{d.Target.Color.Offset:X}, {d.Target.ColorFormat}");
        }

        output.WriteLine(_differences.Count == 0
            ? $"{types[0]} and {types[1]} draw the same: {_left.DrawCount} draws and clears."
            : $"{types[0]} and {types[1]} differ after {_differences.Count} of {_left.DrawCount} draws and clears.");
    }

    /// <summary>What was found as JSON.</summary>
    public JsonObject ToJson(string[] types) => new()
    {
        ["renderers"] = new JsonArray(types[0], types[1]),
        ["draws"] = _left.DrawCount,
        ["differences"] = new JsonArray([.. _differences.Select(static d => new JsonObject
        {
            ["frame"] = d.Frame,
            ["draw"] = d.Draw,
            ["offset"] = d.Target.Color.Offset,
            ["format"] = d.Target.ColorFormat.ToString(),
            ["new-pixels"] = d.NewPixels,
            ["pixels"] = d.Pixels,
            ["max-difference"] = d.MaxDifference,
        })]),
    };

    public void Dispose()
    {
        _leftReader.Dispose();
        _rightReader.Dispose();
    }

    private void Compare()
    {
        RenderTarget target = _left.LastTarget;
        Picture left = SurfacePicture.Read(_left.Ram, target);
        Picture right = SurfacePicture.Read(_right.Ram, target);
        if (!_known.TryGetValue(target, out BitArray? known))
        {
            _known.Add(target, known = new BitArray(left.Pixels.Length));
        }

        (int pixels, int added, int most) = (0, 0, 0);
        for (int i = 0; i < left.Pixels.Length; i++)
        {
            int difference = PictureDifference.Of(left.Pixels[i], right.Pixels[i]);
            most = Math.Max(most, difference);
            pixels += difference != 0 ? 1 : 0;
            added += difference != 0 && !known[i] ? 1 : 0;
            known[i] = difference != 0;
        }

        if (added != 0)
        {
            var found = new ReplayDifference(_frame, _left.DrawCount, target, added, pixels, most);
            _differences.Add(found);
            Different?.Invoke(found, left, right);
        }
    }
}
