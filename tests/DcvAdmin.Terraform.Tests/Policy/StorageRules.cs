using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Terraform.Tests.Policy;

/// <summary>What is kept, how long, and who could read a disk.</summary>
internal static class StorageRules
{
    public static IEnumerable<Finding> Check(PlannedResource resource) => resource.Type switch
    {
        "aws_cloudwatch_log_group" => LogGroup(resource),
        "aws_dynamodb_table" => Table(resource),
        "aws_launch_template" => [.. Metadata(resource, "metadata_options"), .. resource.Blocks("block_device_mappings").SelectMany(disk => disk.Blocks("ebs")).SelectMany(Disk)],
        "aws_instance" => [.. Metadata(resource, "metadata_options"), .. Disks(resource, "root_block_device"), .. resource.Blocks("ebs_block_device").SelectMany(Disk)],
        "aws_ebs_volume" => Disk(resource),
        "aws_imagebuilder_infrastructure_configuration" => Metadata(resource, "instance_metadata_options"),
        "aws_imagebuilder_image_recipe" => resource.Blocks("block_device_mapping") is { Count: > 0 } disks
            ? disks.SelectMany(disk => Disks(disk, "ebs"))
            : [new Finding("disk-encryption", resource.Address, "It leaves the disk to the base image, and its encryption to the account.")],
        _ => [],
    };

    private static IEnumerable<Finding> LogGroup(PlannedResource group)
    {
        if (group.Number("retention_in_days") is null or 0) yield return new Finding("log-retention", group.Address, "Its logs are kept for ever.");
    }

    private static IEnumerable<Finding> Table(PlannedResource table)
    {
        if (!table.Blocks("point_in_time_recovery").Any(block => block.Is("enabled"))) yield return new Finding("table-recovery", table.Address, "What is deleted cannot be brought back: point_in_time_recovery.");
        if (!table.Blocks("server_side_encryption").Any(block => block.Is("enabled"))) yield return new Finding("table-encryption", table.Address, "Its key is none of the account: server_side_encryption.");
    }

    private static IEnumerable<Finding> Metadata(PlannedResource resource, string name)
    {
        if (!resource.Blocks(name).Any(block => block.Text("http_tokens") == "required"))
            yield return new Finding("instance-metadata", resource.Address, "A request that was tricked out of the instance reads its credentials: http_tokens = \"required\".");
    }

    private static IEnumerable<Finding> Disks(PlannedResource resource, string name) => resource.Blocks(name) is { Count: > 0 } disks
        ? disks.SelectMany(Disk)
        : [new Finding("disk-encryption", resource.Address, $"It says nothing of {name}.")];

    // A launch template has words where the others have true and false.
    private static IEnumerable<Finding> Disk(PlannedResource disk)
    {
        if (!disk.Is("encrypted") && disk.Text("encrypted") != "true") yield return new Finding("disk-encryption", disk.Address, "The disk is not encrypted.");
    }
}
