namespace Xemu.Gpu.Nv2a;

/// <summary>A group of methods that set one attribute.</summary>
/// <param name="First">Its first method.</param>
/// <param name="Attribute">The attribute, 0 to 15.</param>
/// <param name="Words">How many methods there are; the last one completes the attribute, and that of attribute 0 makes a vertex.</param>
/// <param name="Format">How the words are read.</param>
/// <param name="Components">Most components that the words have; the others are as they begin.</param>
internal readonly record struct AttributeMethod(ushort First, byte Attribute, byte Words, AttributeFormat Format, byte Components = 4);
