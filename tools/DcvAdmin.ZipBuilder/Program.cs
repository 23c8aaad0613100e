using System;
using System.IO;
using DcvAdmin.ZipBuilder;

if (args.Length < 2)
{
    Console.Error.WriteLine("ZipBuilder FOLDER ZIP [EXECUTABLE...]");
    return 2;
}

try
{
    SteadyZip.Write(args[0], args[1], args[2..]);
    return 0;
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
{
    // The form in which MSBuild recognises an error.
    Console.Error.WriteLine($"{args[1]} : error ZIP001: {failure.Message}");
    return 1;
}
