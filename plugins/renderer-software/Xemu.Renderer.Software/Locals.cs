using System.Runtime.CompilerServices;

// Vectors of a block that a method, or what is inlined there, keeps on its stack are kilobytes, and clearing them at each call took a fifth of all time
// (bench/gpu, "fill": the more the runtime inlines by its profile, the more). Nothing here reads memory on the stack before it has written it.
[module: SkipLocalsInit]
