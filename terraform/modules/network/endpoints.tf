# Their policies are AWS's own, which let everything through: what a host may do is for its role to say, and package repositories in S3 are read by nobody in particular.

resource "aws_vpc_endpoint" "gateway" {
  for_each = var.gateway_endpoints

  vpc_id            = aws_vpc.this.id
  vpc_endpoint_type = "Gateway"
  # These two are named alike in every partition.
  service_name    = "com.amazonaws.${local.region}.${each.key}"
  route_table_ids = concat([for table in aws_route_table.private : table.id], [for table in aws_route_table.public : table.id])
  tags            = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

# What the service says of itself: its zones, which are not always all of the region.
data "aws_vpc_endpoint_service" "interface" {
  for_each = var.interface_endpoints

  service_name = local.interface_services[each.key]
}

locals {
  # execute-api is named by the partition everywhere, imagebuilder in China alone, the others nowhere.
  by_partition = concat(["execute-api"], data.aws_partition.this.partition == "aws-cn" ? ["imagebuilder"] : [])

  interface_services = { for service in var.interface_endpoints : service =>
    "${contains(local.by_partition, service) ? data.aws_partition.this.reverse_dns_prefix : "com.amazonaws"}.${local.region}.${service}"
  }

  # Private DNS holds in the whole VPC, so that hosts of a zone without the service reach it in another.
  interface_zones = { for service, found in data.aws_vpc_endpoint_service.interface : service => setintersection(local.zones, found.availability_zones) }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = var.interface_endpoints

  vpc_id              = aws_vpc.this.id
  vpc_endpoint_type   = "Interface"
  service_name        = local.interface_services[each.key]
  subnet_ids          = [for zone, subnet in aws_subnet.private : subnet.id if contains(local.interface_zones[each.key], zone)]
  security_group_ids  = [aws_security_group.endpoints["this"].id]
  private_dns_enabled = true
  tags                = merge(var.tags, { Name = "${var.name}-${each.key}" })

  lifecycle {
    precondition {
      condition     = length(local.interface_zones[each.key]) > 0
      error_message = "${local.interface_services[each.key]} is in ${join(", ", data.aws_vpc_endpoint_service.interface[each.key].availability_zones)} and in none of this network's zones (${join(", ", local.zones)}): name zones where it is (zones)."
    }
  }
}

# It sends nothing of its own, so it has no rule for what goes out.
resource "aws_security_group" "endpoints" {
  for_each = length(var.interface_endpoints) > 0 ? toset(["this"]) : toset([])

  name        = "${var.name}-endpoints"
  description = "Interface endpoints of ${var.name}"
  vpc_id      = aws_vpc.this.id
  tags        = merge(var.tags, { Name = "${var.name}-endpoints" })

  # A group cannot change its description, and another of the same name cannot stand beside it while the endpoints still have the old one.
  lifecycle {
    ignore_changes = [description]
  }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  for_each = aws_security_group.endpoints

  security_group_id = each.value.id
  description       = "HTTPS from the VPC"
  cidr_ipv4         = aws_vpc.this.cidr_block
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = var.tags
}
