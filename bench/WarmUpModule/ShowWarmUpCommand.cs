using System.Management.Automation;

namespace WarmUp;

/// <summary>Does nothing.</summary>
[Cmdlet(VerbsCommon.Show, "WarmUp")]
public sealed class ShowWarmUpCommand : PSCmdlet;
