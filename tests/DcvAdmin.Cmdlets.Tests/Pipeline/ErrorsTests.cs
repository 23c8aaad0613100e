using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Net.Http;
using DcvAdmin.Aws;
using DcvAdmin.Hosts;
using DcvAdmin.Loading;
using DcvAdmin.Stores;

namespace DcvAdmin.Pipeline;

public class ErrorsTests
{
    public static TheoryData<StoreFault> Faults => [.. Enum.GetValues<StoreFault>()];

    public static TheoryData<AwsFault> AwsFaults => [.. Enum.GetValues<AwsFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Every_fault_of_a_store_has_a_category(StoreFault fault) =>
        Assert.DoesNotContain(Errors.CategoryOf(fault), new[] { ErrorCategory.NotSpecified, ErrorCategory.InvalidResult });

    [Fact]
    public void No_two_faults_share_a_category() =>
        Assert.Equal(Faults.Count, Enum.GetValues<StoreFault>().Select(Errors.CategoryOf).Distinct().Count());

    [Fact]
    public void A_store_fault_becomes_an_id_that_names_who_failed()
    {
        var failure = new StoreException(StoreFault.Throttled, "Too much.", "Wait.");
        Assert.Equal(("StoreThrottled", ErrorCategory.LimitsExceeded, "Wait."), Errors.Classify(failure, "Store"));
        Assert.Equal(("VerifierThrottled", ErrorCategory.LimitsExceeded, "Wait."), Errors.Classify(failure, "Verifier"));
    }

    [Theory]
    [MemberData(nameof(AwsFaults))]
    public void Every_fault_of_AWS_has_an_id_a_category_and_advice(AwsFault fault)
    {
        var (id, category, advice) = Errors.Classify(new AwsException(fault, "It happened.", "Do this."), "Store");
        Assert.Equal(("Aws" + fault, "Do this."), (id, advice));
        Assert.DoesNotContain(category, new[] { ErrorCategory.NotSpecified, ErrorCategory.InvalidResult });
    }

    public static TheoryData<HostFault> HostFaults => [.. Enum.GetValues<HostFault>()];

    [Theory]
    [MemberData(nameof(HostFaults))]
    public void Every_fault_of_a_host_has_an_id_a_category_and_advice(HostFault fault)
    {
        var (id, category, advice) = Errors.Classify(new HostException(fault, "It happened.", "Do this."), "Store");
        Assert.Equal(("Host" + fault, "Do this."), (id, advice));
        Assert.DoesNotContain(category, new[] { ErrorCategory.NotSpecified, ErrorCategory.InvalidResult });
    }

    public static IEnumerable<TheoryDataRow<Exception, string, ErrorCategory>> OtherFailures =>
    [
        new(new AdapterConflictException("A", "/other/A.dll", "1.0", "/own/A.dll", "2.0"), "AssemblyConflict", ErrorCategory.ResourceExists),
        new(new AdapterLoadException("x", null), "AdaptersNotLoaded", ErrorCategory.NotInstalled),
        new(new HttpRequestException("x"), "StoreUnavailable", ErrorCategory.ConnectionError),
        new(new TimeoutException("x"), "OperationTimeout", ErrorCategory.OperationTimeout),
        new(new OperationCanceledException("x"), "OperationTimeout", ErrorCategory.OperationTimeout),
        new(new UnauthorizedAccessException("x"), "StoreAccessDenied", ErrorCategory.PermissionDenied),
        new(new InvalidOperationException("x"), "UnexpectedFailure", ErrorCategory.InvalidResult),
    ];

    [Theory]
    [MemberData(nameof(OtherFailures))]
    public void Other_failures_have_ids_too(Exception failure, string id, ErrorCategory category)
    {
        var (actualId, actualCategory, advice) = Errors.Classify(failure, "Store");
        Assert.Equal((id, category), (actualId, actualCategory));
        Assert.EndsWith(".", advice, StringComparison.Ordinal);
    }
}
