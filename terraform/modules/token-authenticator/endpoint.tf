data "aws_vpc" "this" {
  id = var.vpc_id
}

# The zones that have execute-api. Not every zone does.
data "aws_vpc_endpoint_service" "execute_api" {
  for_each = local.own_endpoint

  service_name = local.endpoint_service
}

# Read for the preconditions alone, so their keys may be places in the list.
data "aws_subnet" "endpoint" {
  for_each = { for place, id in var.subnet_ids : tostring(place) => id }

  id = each.value
}

# For the checks alone: the id is the caller's, for what is read may be known only while applying, and the policy of the API would be unknown with it.
data "aws_vpc_endpoint" "existing" {
  for_each = local.existing_endpoint

  id = each.value.id

  lifecycle {
    postcondition {
      condition     = endswith(self.service_name, ".execute-api")
      error_message = "The endpoint ${self.id} is one of ${self.service_name}, and the API needs one of execute-api."
    }

    postcondition {
      condition     = each.value.other_vpc || self.vpc_id == var.vpc_id
      error_message = "The endpoint ${self.id} is in ${self.vpc_id}, not in ${var.vpc_id}: set endpoint.existing.other_vpc where the hosts reach it from there."
    }

    postcondition {
      condition     = !var.endpoint.private_dns || self.private_dns_enabled
      error_message = "The endpoint ${self.id} has no private DNS: set endpoint.private_dns to false, and the verifier's URL names the endpoint."
    }
  }
}

locals {
  existing_endpoint = var.endpoint.existing == null ? {} : { this = var.endpoint.existing }

  # One key in place of a count, so that whoever refers to it needs no index.
  own_endpoint = var.endpoint.existing == null ? toset(["this"]) : toset([])

  endpoint_service = "${data.aws_partition.this.reverse_dns_prefix}.${local.region}.execute-api"
  endpoint_id      = one(concat([for endpoint in aws_vpc_endpoint.this : endpoint.id], [for endpoint in local.existing_endpoint : endpoint.id]))
}

resource "aws_vpc_endpoint" "this" {
  for_each = local.own_endpoint

  vpc_id              = var.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = local.endpoint_service
  subnet_ids          = var.subnet_ids
  security_group_ids  = [aws_security_group.endpoint[each.key].id]
  private_dns_enabled = var.endpoint.private_dns
  tags                = merge(var.tags, { Name = "${var.name}-verifier" })

  lifecycle {
    precondition {
      condition     = !var.endpoint.private_dns || (data.aws_vpc.this.enable_dns_support && data.aws_vpc.this.enable_dns_hostnames)
      error_message = "The endpoint's private DNS needs DNS support and DNS hostnames, and ${var.vpc_id} does not have both: aws ec2 modify-vpc-attribute --vpc-id ${var.vpc_id} --enable-dns-hostnames (and --enable-dns-support), or set endpoint.private_dns to false."
    }

    precondition {
      condition     = alltrue([for subnet in data.aws_subnet.endpoint : subnet.vpc_id == var.vpc_id])
      error_message = "Not in ${var.vpc_id}: ${join(", ", [for subnet in data.aws_subnet.endpoint : "${subnet.id} (${subnet.vpc_id})" if subnet.vpc_id != var.vpc_id])}."
    }

    precondition {
      condition     = length(distinct([for subnet in data.aws_subnet.endpoint : subnet.availability_zone])) == length(var.subnet_ids)
      error_message = "An endpoint takes one subnet of each zone, and these share some: ${join(", ", [for subnet in data.aws_subnet.endpoint : "${subnet.id} (${subnet.availability_zone})"])}."
    }

    precondition {
      condition     = length(setsubtract([for subnet in data.aws_subnet.endpoint : subnet.availability_zone], data.aws_vpc_endpoint_service.execute_api[each.key].availability_zones)) == 0
      error_message = "${local.endpoint_service} is not in the zones of ${join(", ", [for subnet in data.aws_subnet.endpoint : "${subnet.id} (${subnet.availability_zone})" if !contains(data.aws_vpc_endpoint_service.execute_api[each.key].availability_zones, subnet.availability_zone)])}: name subnets in ${join(", ", data.aws_vpc_endpoint_service.execute_api[each.key].availability_zones)}. Hosts reach it from other zones too."
    }
  }
}

# Not in the endpoint itself: it names the API, and the API names the endpoint.
resource "aws_vpc_endpoint_policy" "this" {
  for_each = aws_vpc_endpoint.this

  vpc_endpoint_id = each.value.id
  policy          = local.endpoint_policy
}

# It sends nothing of its own, so it has no rule for what goes out.
resource "aws_security_group" "endpoint" {
  for_each = local.own_endpoint

  name        = "${var.name}-verifier"
  description = "Who may ask the verifier of ${var.name}"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-verifier" })

  # A group cannot change its description, and another of the same name cannot stand beside it: the deployment of the API has them made before (api.tf).
  lifecycle {
    ignore_changes = [description]
  }
}

resource "aws_vpc_security_group_ingress_rule" "security_groups" {
  for_each = var.endpoint.allowed_security_group_ids

  security_group_id            = aws_security_group.endpoint["this"].id
  description                  = "HTTPS from ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  tags                         = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "cidrs" {
  for_each = var.endpoint.allowed_cidrs

  security_group_id = aws_security_group.endpoint["this"].id
  description       = "HTTPS from ${each.key}"
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = var.tags
}
