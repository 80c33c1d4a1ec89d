using System.Numerics;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>Compares numbers of the host's GPU with ours.</summary>
internal static class Numbers
{
    /// <summary>Zeros of both signs are equal, denormals are zeros, and all NaNs are one. The tolerance is relative above 1, absolute beneath.</summary>
    public static void AssertClose(Vector4 expected, Vector4 actual, float tolerance, string what)
    {
        for (int i = 0; i < 4; i++)
        {
            Assert.True(IsClose(expected[i], actual[i], tolerance), $"{what}: {actual} where {expected} is right");
        }
    }

    private static bool IsClose(float expected, float actual, float tolerance)
    {
        if (float.IsNaN(expected) || float.IsNaN(actual))
        {
            return float.IsNaN(expected) && float.IsNaN(actual);
        }

        return Flush(expected) == Flush(actual)
            || MathF.Abs(expected - actual) <= tolerance * MathF.Max(1, MathF.Abs(expected));
    }

    private static float Flush(float value) => float.IsSubnormal(value) ? 0 : value;
}
