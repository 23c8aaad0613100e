using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using DcvAdmin.Loading;

namespace DcvAdmin.Desktop.Tests;

/// <summary>Another module in the process that brought files of the names the adapters depend on.</summary>
internal static class Rivalry
{
    private static readonly string[] Contested = ["System.Text.Json", "Microsoft.Data.Sqlite", "System.Memory"];

    /// <summary>It loaded files of other versions and has no handler: ours are used, its own stay its own.</summary>
    public static void OtherVersionLoaded(string folder)
    {
        var rivals = Contested.Select(name => Assembly.LoadFrom(EmptyFile(name, folder))).ToArray();
        StagedModule.LoadAdapters();
        foreach (var rival in rivals) CheckBothAreThere(rival);
    }

    /// <summary>
    /// It loaded files of the very same versions and has no handler. .NET Framework keeps what was loaded by path apart; Mono takes it for every request
    /// of that identity. So ours are used or the module refuses: what must not be is that it goes on with the rival's.
    /// </summary>
    public static void SameVersionLoaded(string folder)
    {
        var rivals = Contested.Select(name => Assembly.LoadFrom(CopyOf(name, folder))).ToArray();
        try
        {
            StagedModule.LoadAdapters();
        }
        catch (AdapterConflictException refusal)
        {
            Console.WriteLine($"said {refusal.Message}");
            Check(StagedModule.IsMono, "refused where the rival should not have mattered");
            return;
        }

        foreach (var rival in rivals) CheckBothAreThere(rival);
    }

    /// <summary>Its handler answers anyone by name, and answers first: ours cannot win, so the module refuses.</summary>
    public static void HandlerBefore(string folder)
    {
        var rival = CopyOf("System.Text.Json", folder);
        AnswerEveryone("System.Text.Json", rival);
        CheckRefusal(rival);
    }

    /// <summary>The same with a file that has none of the types ours has, so that what it is bound for cannot even be resolved.</summary>
    public static void HandlerWithEmptyFileBefore(string folder)
    {
        var rival = EmptyFile("Microsoft.Data.Sqlite", folder);
        AnswerEveryone("Microsoft.Data.Sqlite", rival);
        CheckRefusal(rival);
    }

    /// <summary>Its handler came after ours, for DcvAdmin was imported first: ours are used.</summary>
    public static void HandlerAfter(string folder)
    {
        new ModuleLifetime().OnImport();
        foreach (var name in Contested) AnswerEveryone(name, CopyOf(name, folder));
        StagedModule.LoadAdapters();
        foreach (var name in Contested) Check(StagedModule.Loaded(name).Single() is var bound && IsOurs(bound), $"{name} is bound to {bound.Location}");
    }

    private static void CheckBothAreThere(Assembly rival)
    {
        var both = StagedModule.Loaded(rival.GetName().Name);
        Check(both.Length == 2, $"{rival} is loaded {both.Length} times");
        Check(both.Contains(rival) && !IsOurs(rival), $"the rival's {rival} is now {rival.Location}");
        Check(both.Any(IsOurs), $"{rival} is not bound to the module's file");
    }

    private static void CheckRefusal(string rival)
    {
        // Twice: what the runtime has bound it keeps, so the second call must not get through either.
        for (var call = 0; call < 2; call++)
        {
            try
            {
                StagedModule.LoadAdapters();
            }
            catch (AdapterConflictException refusal)
            {
                Check(refusal.Message.Contains(rival), $"the refusal does not name {rival}: {refusal.Message}");
                Check(refusal.Message.EndsWith(AdapterConflictException.Advice, StringComparison.Ordinal), $"the refusal says no way out: {refusal.Message}");
                Console.WriteLine($"said {refusal.Message}");
                continue;
            }

            throw new InvalidOperationException("The adapters were loaded in spite of the rival.");
        }
    }

    // The same assembly version in another file is the hard case: an SDK keeps one for years.
    private static string CopyOf(string name, string folder)
    {
        var copy = Path.Combine(folder, name + ".dll");
        File.Copy(Path.Combine(StagedModule.AdaptersFolder, name + ".dll"), copy);
        return copy;
    }

    private static string EmptyFile(string name, string folder)
    {
        var identity = new AssemblyName(name) { Version = new Version(1, 2, 3, 4) };
        identity.SetPublicKey(AssemblyName.GetAssemblyName(Path.Combine(StagedModule.AdaptersFolder, name + ".dll")).GetPublicKey());
        var empty = AppDomain.CurrentDomain.DefineDynamicAssembly(identity, AssemblyBuilderAccess.Save, folder);
        empty.DefineDynamicModule(name, name + ".dll");
        empty.DefineVersionInfoResource("Rival", "1.2.3.4", "Rival", string.Empty, string.Empty);
        empty.Save(name + ".dll");
        return Path.Combine(folder, name + ".dll");
    }

    private static void AnswerEveryone(string name, string file) =>
        AppDomain.CurrentDomain.AssemblyResolve += (_, question) => new AssemblyName(question.Name).Name == name ? Assembly.LoadFrom(file) : null;

    private static bool IsOurs(Assembly assembly) => DesktopResolver.IsOurs(assembly.Location, StagedModule.AdaptersFolder);

    private static void Check(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }
}
