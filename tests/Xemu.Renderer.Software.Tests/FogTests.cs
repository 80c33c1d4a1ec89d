using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Factors that were read from pictures of the console.</summary>
public sealed class FogTests
{
    [Theory]
    [InlineData(FogMode.Linear, 1f, 1f, 0.25f, 63)]
    [InlineData(FogMode.Linear, 1f, 1f, 0.8f, 204)]
    [InlineData(FogMode.Linear, 2f, -1f, 0.18f, 209)]
    [InlineData(FogMode.LinearAbsolute, 2f, -1f, -0.18f, 209)]
    [InlineData(FogMode.Exponential, 1.51f, -0.25f, 0.04f, 255)]
    [InlineData(FogMode.Exponential, 1.51f, -0.25f, 0.11f, 210)]
    [InlineData(FogMode.Exponential, 1.51f, -0.25f, 1.02f, 17)]
    [InlineData(FogMode.ExponentialAbsolute, 1.5075f, 0.25f, 0.11f, 173)]
    [InlineData(FogMode.ExponentialAbsolute, 1.5075f, -0.25f, -0.1f, 178)]
    [InlineData(FogMode.ExponentialSquared, 1.5f, -0.25f, 0.25f, 234)]
    [InlineData(FogMode.ExponentialSquared, 1.5f, -0.25f, 0.95f, 73)]
    [InlineData(FogMode.Linear, 2f, -0.5f, 1.7099977f, 37)]
    [InlineData(FogMode.Exponential, 1.5f, -0.0022542f, 2.5997f, 240)]
    [InlineData(FogMode.Exponential, 1.51f, 1f, -0.08f, 118)]
    [InlineData(FogMode.ExponentialAbsolute, 1.5075f, 0.25f, 0.02f, 223)]
    [InlineData(FogMode.ExponentialAbsolute, 1.5075f, 0.25f, -0.32f, 114)]
    [InlineData(FogMode.Exponential, 1f, 1f, float.PositiveInfinity, 255)]
    [InlineData(FogMode.Exponential, 1f, 0f, float.PositiveInfinity, 0)]
    [InlineData(FogMode.Linear, 1.1449999f, 0f, 1f, 36)]
    [InlineData(FogMode.Linear, 1f, 0f, float.PositiveInfinity, 255)]
    [InlineData(FogMode.ExponentialSquared, 1.5f, 1f, float.PositiveInfinity, 0)]
    [InlineData(FogMode.ExponentialSquared, 1.5f, 0f, float.PositiveInfinity, 255)]
    [InlineData(FogMode.ExponentialSquared, 1.5f, 0f, float.NaN, 0)]
    public void Factor_OfMode_IsTheConsoles(FogMode mode, float bias, float multiplier, float distance, int expected)
    {
        float factor = new FogFactor(mode, new Vector2(bias, multiplier)).At(distance);

        Assert.Equal(expected, factor * 255, 0.01f);
    }
}
