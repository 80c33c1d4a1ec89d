using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Files on a device of the program's own: what its driver is asked for, and what the calls give.</summary>
internal static class DriverFilePrograms
{
    private const int Pending = 0x103;
    private const uint NotFound = 0xC000_0034;
    private const uint Refused = 0xC000_0022;
    private const int Create = 0;
    private const int Close = 1;
    private const int Read = 2;
    private const int Write = 3;
    private const int Control = 10;
    private const int Cleanup = 13;
    private const uint DriverBytes = 0x44;
    private const uint Functions = 12;
    private const int IrpStatus = 0x10;
    private const int IrpInformation = 0x14;
    private const int IrpUserBuffer = 0x30;
    private const int IrpLocation = 0x5C;
    private const int Length = 4;
    private const int RemainingName = 0x10;
    private const int Access = unchecked((int)0xC010_0000);
    private const int ShareAll = 7;
    private const int OpenIf = 3;
    private const int Synchronous = 0x20;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        // A synchronous file: opened, read at once, written later, refused, closed behind the device's deletion.
        ["driver-file"] = new(SynchronousFile, [0xC0, 2, 0, 7, 0x52, 0, 0x5A, 4, 0x57, 0, 8, 0xCC, Refused, 0, 0xCD, 0xCE, 0, NotFound]),

        // One that is not: the call is over before the driver is, and an event and an APC tell.
        ["driver-file-later"] = new(Later, [0xC0, 2, 0x57, Pending, 0, 0, 8, 0xA9, 0xC0]),
        ["driver-file-refused"] = new(RefusedFile, [0xC0, 2, Refused, 0]),
    };

    private static void SynchronousFile(ProgramText t)
    {
        var parts = new Parts(t, openStatus: 0);
        Open(t, parts, Synchronous);
        t.Report(eax);
        t.Report(At(parts.Block + 4));
        t.Call("NtReadFile", At(parts.Handle), 0, 0, 0, parts.Block, parts.Buffer, 4, 0);
        t.Report(eax);
        t.Report(At(parts.Buffer));
        t.Report(At(parts.Block + 4));
        t.Call("NtWriteFile", At(parts.Handle), 0, 0, 0, parts.Block, parts.Buffer, 8, 0);
        t.Report(eax);
        t.Report(At(parts.Block + 4));
        t.Call("NtDeviceIoControlFile", At(parts.Handle), 0, 0, 0, parts.Block, 0x1234, 0, 0, 0, 0);
        t.Report(eax);
        t.Call("IoDeleteDevice", At(parts.Device));
        t.Report(0);
        t.ReportCall("NtClose", At(parts.Handle));
        t.ReportCall("ObReferenceObjectByName", t.Data.CountedText("\\Device\\Own"), 0, 0, 0, parts.Buffer);
        t.Program.End();
        parts.EmitDriver();
    }

    private static void Later(ProgramText t)
    {
        const int UserMode = 1;
        var parts = new Parts(t, openStatus: 0);
        GuestRoutine told = t.Routine("told");
        uint signal = t.AutoEvent();
        Open(t, parts, 0);
        t.Call("NtWriteFile", At(parts.Handle), At(signal), told, 0xA9, parts.Block, parts.Buffer, 8, t.Data.Dwords(0, 0));
        t.Report(eax);
        t.Wait(signal);
        t.Report(0);
        t.Report(At(parts.Block));
        t.Report(At(parts.Block + 4));
        t.ReportCall("KeDelayExecutionThread", UserMode, 1, t.Data.Milliseconds(50));
        t.Program.End();
        parts.EmitDriver();
        t.Callback(told, 3, () => t.Report(Argument(0)));
    }

    private static void RefusedFile(ProgramText t)
    {
        var parts = new Parts(t, unchecked((int)Refused));
        Open(t, parts, Synchronous);
        t.Report(eax);
        t.C.mov(eax, At(parts.Device));
        t.Report(__dword_ptr[eax + 4]);
        t.Program.End();
        parts.EmitDriver();
    }

    private static void Open(ProgramText t, Parts parts, int options) =>
        t.Call("NtCreateFile", parts.Handle, Access, t.Data.Dwords(0, t.Data.CountedText("\\Device\\Own\\x"), 0x40), parts.Block, 0, 0, ShareAll, OpenIf, options);

    /// <summary>A device and its driver, which reports what it is asked for.</summary>
    private sealed class Parts
    {
        private readonly ProgramText _t;
        private readonly int _openStatus;
        private readonly uint _dpc;
        private readonly GuestRoutine _deferred;
        private readonly Dictionary<int, GuestRoutine> _routines = [];

        public Parts(ProgramText t, int openStatus)
        {
            (_t, _openStatus) = (t, openStatus);
            (Device, Handle, Block, Buffer, _dpc) = (t.Data.Variable(), t.Data.Variable(), t.Data.Variable(8), t.Data.Variable(16), t.Data.Variable(32));
            uint driver = t.Data.Variable(DriverBytes);
            _deferred = t.Routine("deferred");
            t.Program.LoadVariable(eax, "IoInvalidDeviceRequest");
            for (uint place = Functions; place < DriverBytes; place += 4)
            {
                t.C.mov(At(driver + place), eax);
            }

            foreach (int function in (ReadOnlySpan<int>)[Create, Close, Read, Write, Control, Cleanup])
            {
                GuestRoutine routine = t.Routine("function");
                _routines.Add(function, routine);
                t.C.mov(eax, At(routine.Cell));
                t.C.mov(At(driver + Functions + (uint)(function * 4)), eax);
            }

            t.Call("KeInitializeDpc", _dpc, _deferred, 0);
            t.Call("IoCreateDevice", driver, 0, t.Data.CountedText("\\Device\\Own"), 0x22, 0, Device);
        }

        public uint Device { get; }

        public uint Handle { get; }

        public uint Block { get; }

        public uint Buffer { get; }

        public void EmitDriver()
        {
            Emit(Create, 0xC0, () =>
            {
                _t.C.mov(eax, __dword_ptr[ecx + IrpLocation]);
                _t.C.mov(eax, __dword_ptr[eax + RemainingName]);
                _t.C.movzx(eax, __word_ptr[eax]);
                _t.Report(eax);
                Complete(_openStatus, 7);
            });
            Emit(Cleanup, 0xCD, () => Complete(0, 0));
            Emit(Close, 0xCE, () => Complete(0, 0));
            Emit(Read, 0x52, () =>
            {
                _t.C.mov(eax, __dword_ptr[ecx + IrpUserBuffer]);
                _t.C.mov(__dword_ptr[eax], 0x5A);
                Complete(0, 4);
            });
            Emit(Control, 0xCC, () => Complete(unchecked((int)Refused), 0));
            Emit(Write, 0x57, () =>
            {
                _t.C.mov(eax, __dword_ptr[ecx + IrpLocation]);
                _t.C.or(__byte_ptr[eax + 3], 1);
                _t.Call("KeInsertQueueDpc", _dpc, ecx, 0);
                _t.C.mov(eax, Pending);
            });
            _t.Callback(_deferred, 4, () =>
            {
                _t.C.mov(ecx, Argument(2));
                _t.C.mov(eax, __dword_ptr[ecx + IrpLocation]);
                _t.C.mov(eax, __dword_ptr[eax + Length]);
                _t.C.mov(__dword_ptr[ecx + IrpInformation], eax);
                _t.C.mov(__dword_ptr[ecx + IrpStatus], 0);
                _t.Call("IofCompleteRequest", ecx, 0);
            });
        }

        /// <summary>A function of the driver; ECX is the packet.</summary>
        private void Emit(int function, int report, Action body) => _t.Callback(_routines[function], 2, () =>
        {
            _t.Report(report);
            _t.C.mov(ecx, Argument(1));
            body();
        });

        private void Complete(int status, int information)
        {
            _t.C.mov(__dword_ptr[ecx + IrpStatus], status);
            _t.C.mov(__dword_ptr[ecx + IrpInformation], information);
            _t.Call("IofCompleteRequest", ecx, 0);
            _t.C.mov(eax, status);
        }
    }
}
