data "aws_region" "this" {}

data "aws_partition" "this" {}

data "aws_availability_zones" "this" {
  state = "available"

  filter {
    name   = "zone-type"
    values = ["availability-zone"]
  }

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  region = data.aws_region.this.id

  # A zone with a letter beyond those below has no place in the VPC.
  offered = sort([for zone in data.aws_availability_zones.this.names : zone if contains(local.letters, substr(zone, -1, 1))])
  zones   = var.zones == null ? toset(slice(local.offered, 0, min(var.zone_count, length(local.offered)))) : var.zones

  # A subnet's place is its zone's letter, not the zone's place in a list: adding or removing a zone moves no other.
  letters = ["a", "b", "c", "d", "e", "f", "g", "h"]
  subnets = { for zone in local.zones : zone => {
    private = cidrsubnet(var.vpc_cidr, 4, index(local.letters, substr(zone, -1, 1)))
    public  = cidrsubnet(var.vpc_cidr, 4, index(local.letters, substr(zone, -1, 1)) + 8)
  } }

  public_zones = var.public_subnets ? local.zones : toset([])
}

resource "aws_vpc" "this" {
  cidr_block = var.vpc_cidr

  # Both are needed for endpoints with private DNS.
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = merge(var.tags, { Name = var.name })

  lifecycle {
    precondition {
      condition     = var.zones != null || length(local.offered) >= var.zone_count
      error_message = "${local.region} offers ${length(local.offered)} availability zones (${join(", ", local.offered)}), fewer than the ${var.zone_count} of zone_count: ask for fewer, or take another region."
    }

    precondition {
      condition     = var.zones == null ? true : length(setsubtract(var.zones, local.offered)) == 0
      error_message = "Not among the availability zones of ${local.region} (${join(", ", local.offered)}): ${join(", ", setsubtract(local.zones, local.offered))}."
    }
  }
}

# Whoever forgets to name a security group gets one that lets nothing in or out.
resource "aws_default_security_group" "this" {
  vpc_id  = aws_vpc.this.id
  ingress = []
  egress  = []
  tags    = merge(var.tags, { Name = "${var.name}-default" })
}

resource "aws_subnet" "private" {
  for_each = local.zones

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = local.subnets[each.key].private
  tags              = merge(var.tags, { Name = "${var.name}-private-${each.key}" })
}

resource "aws_subnet" "public" {
  for_each = local.public_zones

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = local.subnets[each.key].public
  tags              = merge(var.tags, { Name = "${var.name}-public-${each.key}" })
}
