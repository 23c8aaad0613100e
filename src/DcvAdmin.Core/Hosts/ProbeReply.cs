using System;

namespace DcvAdmin.Hosts;

/// <summary>What a verifier answered to a token that nobody issued.</summary>
/// <param name="IsGranted">Whether it let the token in.</param>
/// <param name="Text">Its words.</param>
/// <param name="ClockOffset">How far its clock is ahead of this machine's, by the Date header, to a second; null where it sent none.</param>
/// <param name="Duration">How long the answer took.</param>
public sealed record ProbeReply(bool IsGranted, string Text, TimeSpan? ClockOffset, TimeSpan Duration);
