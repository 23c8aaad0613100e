using System;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace DcvAdmin.Broker.Hosting;

/// <summary>
/// Talks to the Windows service manager: running once the broker serves, stopped when it has finished. Written on the native functions
/// (winsvc.h) because the package that wraps them is a dependency for this alone. See docs/decisions/0006.
/// </summary>
internal sealed class WindowsServiceLifetime(IHostApplicationLifetime application) : IHostLifetime
{
    /// <summary>Name in the Windows event log.</summary>
    public const string EventSource = "DcvAdmin broker";

    private const int ServiceWin32OwnProcess = 0x10;
    private const int StateStopped = 1, StateStartPending = 2, StateStopPending = 3, StateRunning = 4;
    private const int ControlStop = 1, ControlInterrogate = 4, ControlShutdown = 5;
    private const int AcceptStop = 1, AcceptShutdown = 4;
    private const int StopHintMilliseconds = 35_000;
    private const int ErrorCallNotImplemented = 120, ErrorServiceSpecific = 1066;

    // A process is one service, and its end comes after the end of the container that made this object.
    private static WindowsServiceLifetime? _running;

    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Native code calls these: they must not be collected while the service lives.
    private ServiceMainFunction? _serviceMain;
    private HandlerFunction? _handler;
    private IntPtr _status;

    private delegate void ServiceMainFunction(int count, IntPtr arguments);

    private delegate int HandlerFunction(int control, int eventType, IntPtr eventData, IntPtr context);

    [SupportedOSPlatform("windows")]
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _running = this;
        application.ApplicationStarted.Register(() => Report(StateRunning, AcceptStop | AcceptShutdown, 0));
        // The dispatcher holds its thread until the service has stopped.
        new Thread(Dispatch) { IsBackground = true, Name = "Windows service dispatcher" }.Start();
        return _registered.Task.WaitAsync(cancellationToken);
    }

    // The web server has stopped, but the store still has to commit: the service manager hears of the end from the program's.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The last word to the service manager, after everything is closed: it may end the process at once.</summary>
    /// <param name="exitCode">0, or what makes the service manager take its recovery actions.</param>
    [SupportedOSPlatform("windows")]
    public static void ReportStopped(int exitCode) => _running?.ReportEnd(exitCode);

    [SupportedOSPlatform("windows")]
    private void ReportEnd(int exitCode)
    {
        Report(StateStopped, 0, 0, exitCode);
        _stopped.TrySetResult();
    }

    [SupportedOSPlatform("windows")]
    private void Dispatch()
    {
        _serviceMain = (_, _) =>
        {
            _handler = Handle;
            _status = RegisterServiceCtrlHandlerEx(string.Empty, _handler, IntPtr.Zero);
            if (_status == IntPtr.Zero)
            {
                _registered.TrySetException(new Win32Exception());
                return;
            }

            Report(StateStartPending, 0, StopHintMilliseconds);
            _registered.TrySetResult();
            _stopped.Task.Wait();
        };

        ServiceTableEntry[] table = [new() { Name = string.Empty, Main = Marshal.GetFunctionPointerForDelegate(_serviceMain) }, default];
        if (!StartServiceCtrlDispatcher(table))
            _registered.TrySetException(new StartFailure("--windows-service works only when the Windows service manager starts the broker: create the service with sc.exe.", new Win32Exception()));
    }

    [SupportedOSPlatform("windows")]
    private int Handle(int control, int eventType, IntPtr eventData, IntPtr context)
    {
        switch (control)
        {
            case ControlStop or ControlShutdown:
                Report(StateStopPending, 0, StopHintMilliseconds);
                // The service manager waits for this call; the stop itself takes as long as the open requests.
                ThreadPool.QueueUserWorkItem(_ => application.StopApplication());
                return 0;
            case ControlInterrogate:
                return 0;
            default:
                return ErrorCallNotImplemented;
        }
    }

    [SupportedOSPlatform("windows")]
    private void Report(int state, int accepted, int waitHint, int exitCode = 0)
    {
        if (_status == IntPtr.Zero) return;
        var status = new ServiceStatus { Type = ServiceWin32OwnProcess, State = state, Accepted = accepted, WaitHint = waitHint, ExitCode = exitCode == 0 ? 0 : ErrorServiceSpecific, ServiceExitCode = exitCode };
        SetServiceStatus(_status, ref status);
    }

    [DllImport("advapi32", CharSet = CharSet.Unicode, SetLastError = true, ExactSpelling = true, EntryPoint = "StartServiceCtrlDispatcherW")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool StartServiceCtrlDispatcher([In] ServiceTableEntry[] table);

    [DllImport("advapi32", CharSet = CharSet.Unicode, SetLastError = true, ExactSpelling = true, EntryPoint = "RegisterServiceCtrlHandlerExW")]
    private static extern IntPtr RegisterServiceCtrlHandlerEx(string name, HandlerFunction handler, IntPtr context);

    [DllImport("advapi32", SetLastError = true, ExactSpelling = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetServiceStatus(IntPtr handle, ref ServiceStatus status);

    [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
    private struct ServiceTableEntry
    {
        [MarshalAs(UnmanagedType.LPWStr)]
        public string? Name;
        public IntPtr Main;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ServiceStatus
    {
        public int Type;
        public int State;
        public int Accepted;
        public int ExitCode;
        public int ServiceExitCode;
        public int CheckPoint;
        public int WaitHint;
    }
}
