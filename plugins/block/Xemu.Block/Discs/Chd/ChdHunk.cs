using System.Runtime.InteropServices;

namespace Xemu.Block;

/// <summary>An entry of the map; millions of them are held.</summary>
/// <param name="Offset">Where the hunk lies in the file; the number of the other hunk for <see cref="ChdHunkKind.Self"/>.</param>
/// <param name="Length">Its length there.</param>
/// <param name="Crc">CRC-16 of what it holds.</param>
/// <param name="Kind">How it is kept.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct ChdHunk(ulong Offset, uint Length, ushort Crc, ChdHunkKind Kind);
