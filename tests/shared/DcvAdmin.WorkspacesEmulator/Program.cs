using System;
using System.Threading;
using DcvAdmin.Emulators;

// The regions are the arguments. The address is the first line that is written; the end of the input is the end of the emulator.
await using var emulator = await WorkspacesEmulator.StartAsync(followsClock: true, CancellationToken.None, args);
Console.WriteLine(emulator.Address);
await Console.In.ReadToEndAsync();
