using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>A transcendental instruction as emitted code calls it.</summary>
/// <param name="Mnemonic">The instruction.</param>
/// <param name="IsBinary">It takes ST0 and ST1, and pops.</param>
/// <param name="IsAngle">It defines C2, which is clear after what is called.</param>
/// <param name="IsPair">It pushes a second result.</param>
/// <param name="Target">What computes it, a function of <see cref="X87Call"/>; zero in return: it is to be interpreted.</param>
internal readonly record struct X87Function(Mnemonic Mnemonic, bool IsBinary, bool IsAngle, bool IsPair, nint Target);
