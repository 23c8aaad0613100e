namespace DcvAdmin.Workspaces;

/// <summary>Somebody whom a verified token names.</summary>
/// <param name="UserName">The user as the directory has it.</param>
/// <param name="IsUser">Whether they may see and act on their own WorkSpaces.</param>
/// <param name="IsAdmin">Whether they may see and act on all.</param>
public sealed record PortalCaller(string UserName, bool IsUser, bool IsAdmin)
{
    /// <summary>Whether they may do anything at all.</summary>
    public bool HasRole => IsUser || IsAdmin;

    /// <summary>For audit records.</summary>
    public string Actor => IsAdmin ? $"portal admin {UserName}" : IsUser ? $"portal user {UserName}" : $"portal caller {UserName}, without a role";
}
