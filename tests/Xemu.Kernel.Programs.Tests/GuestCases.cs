using Xemu.Kernel.Programs.Tests.Programs;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>All programs by name.</summary>
internal static class GuestCases
{
    public static IReadOnlyDictionary<string, GuestCase> All { get; } = new[]
    {
        ThreadPrograms.All, WaitPrograms.All, QueuePrograms.All, RecordedPrograms.All, ObjectPrograms.All, SettingPrograms.All, ApcPrograms.All, TimerPrograms.All, InterruptPrograms.All, ExceptionPrograms.All, MemoryPrograms.All,
        HandlerPrograms.All, CppPrograms.All, StartupPrograms.All, DriverPrograms.All, DriverFilePrograms.All, AtomicPrograms.All, MachineValuePrograms.All,
        FilePrograms.All, FileChangePrograms.All, FolderPrograms.All, NamePrograms.All, VolumePrograms.All, DiscPrograms.All,
        RequestPrograms.All, FileThreadPrograms.All, GpuPrograms.All,
    }.SelectMany(static d => d).ToDictionary(static p => p.Key, static p => p.Value);
}
