using System;
using DcvAdmin.HelpBuilder;

if (args.Length != 4)
{
    Console.Error.WriteLine("Usage: DcvAdmin.HelpBuilder <cmdlets.dll> <folder of pages> <folder of about topics> <help file to write>");
    return 2;
}

var flaws = HelpBuild.Run(args[0], args[1], args[2], args[3]);
foreach (var flaw in flaws) Console.WriteLine(flaw);
return flaws.Count == 0 ? 0 : 1;
