using System;

namespace DcvAdmin.StoreContracts;

/// <summary>Names the class that a contract's subclass proves; a test of each assembly with stores looks for the ones that nobody names.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ContractForAttribute(Type implementation) : Attribute
{
    public Type Implementation { get; } = implementation;
}
