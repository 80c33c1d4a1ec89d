using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software;

/// <summary>Where the pixels of a block are on the screen, in sixteenths of pixels: eight to the left and eight to the right.</summary>
internal readonly record struct BlockPlaces(Vector512<double> LowX, Vector512<double> LowY, Vector512<double> HighX, Vector512<double> HighY);
