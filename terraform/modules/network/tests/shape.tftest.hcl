# What is made, for which inputs.

mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name = "dcv"
}

run "as_it_comes" {
  command = plan

  assert {
    condition     = keys(aws_subnet.private) == ["eu-west-1a", "eu-west-1b"] && keys(aws_subnet.public) == ["eu-west-1a", "eu-west-1b"]
    error_message = "two zones, each with a private and a public subnet"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_route.nat) == 0 && length(aws_eip.nat) == 0
    error_message = "no NAT unless asked for"
  }

  assert {
    condition     = keys(aws_vpc_endpoint.gateway) == ["dynamodb", "s3"] && length(aws_vpc_endpoint.interface) == 0 && length(aws_security_group.endpoints) == 0
    error_message = "the endpoints that cost nothing, and no others"
  }

  assert {
    condition     = aws_vpc.this.enable_dns_support && aws_vpc.this.enable_dns_hostnames
    error_message = "private DNS of endpoints needs both"
  }

  assert {
    condition     = aws_flow_log.this["this"].traffic_type == "ALL" && aws_cloudwatch_log_group.flow_logs["this"].retention_in_days == 90
    error_message = "flow logs of all traffic, kept for 90 days"
  }

  assert {
    condition     = length(aws_default_security_group.this.ingress) == 0 && length(aws_default_security_group.this.egress) == 0
    error_message = "the default security group lets nothing through"
  }

  assert {
    condition     = output.endpoint_security_group_id == null
    error_message = "no endpoint, no group"
  }
}

run "subnets_lie_where_their_zones_letter_says" {
  command = plan

  variables {
    zones = ["eu-west-1a", "eu-west-1c"]
  }

  assert {
    condition     = { for zone, subnet in aws_subnet.private : zone => subnet.cidr_block } == { eu-west-1a = "10.64.0.0/20", eu-west-1c = "10.64.32.0/20" }
    error_message = "the block of zone c does not depend on whether there is a zone b"
  }

  assert {
    condition     = { for zone, subnet in aws_subnet.public : zone => subnet.cidr_block } == { eu-west-1a = "10.64.128.0/20", eu-west-1c = "10.64.160.0/20" }
    error_message = "public subnets lie in the upper half"
  }
}

run "the_smallest_vpc" {
  command = plan

  variables {
    vpc_cidr   = "10.64.0.0/24"
    zone_count = 3
  }

  assert {
    condition     = aws_subnet.private["eu-west-1c"].cidr_block == "10.64.0.32/28" && aws_subnet.public["eu-west-1c"].cidr_block == "10.64.0.160/28"
    error_message = "sixteen subnets of /28"
  }
}

run "one_nat_for_all" {
  command = plan

  variables {
    zone_count = 3
    nat        = "one"
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-west-1a"] && length(aws_eip.nat) == 1
    error_message = "one gateway, in the first zone"
  }

  assert {
    condition     = keys(aws_route.nat) == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    error_message = "every private subnet goes by it"
  }
}

run "a_nat_for_each_zone" {
  command = plan

  variables {
    zone_count = 3
    nat        = "per_zone"
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-west-1a", "eu-west-1b", "eu-west-1c"] && local.nat_of_zone == tomap({ eu-west-1a = "eu-west-1a", eu-west-1b = "eu-west-1b", eu-west-1c = "eu-west-1c" })
    error_message = "each zone goes by its own"
  }
}

run "nothing_public" {
  command = plan

  variables {
    public_subnets = false
  }

  assert {
    condition     = length(aws_subnet.public) + length(aws_internet_gateway.this) + length(aws_route_table.public) + length(aws_route.internet) == 0
    error_message = "no way out, and no way in"
  }
}

run "every_interface_endpoint" {
  command = plan

  variables {
    interface_endpoints = ["ec2messages", "execute-api", "imagebuilder", "kms", "logs", "secretsmanager", "ssm", "ssmmessages"]
  }

  assert {
    condition     = length(aws_vpc_endpoint.interface) == 8 && alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled])
    error_message = "with private DNS, so that nothing needs to know of them"
  }

  assert {
    condition     = aws_vpc_endpoint.interface["execute-api"].service_name == "com.amazonaws.eu-west-1.execute-api"
    error_message = "by the region's name"
  }

  assert {
    condition     = [for rule in aws_vpc_security_group_ingress_rule.endpoints : [rule.cidr_ipv4, rule.ip_protocol, rule.from_port, rule.to_port]] == [["10.64.0.0/16", "tcp", 443, 443]]
    error_message = "HTTPS from the VPC, and nothing else"
  }
}

run "no_flow_logs" {
  command = plan

  variables {
    flow_logs = null
  }

  assert {
    condition     = length(aws_flow_log.this) + length(aws_cloudwatch_log_group.flow_logs) + length(aws_iam_role.flow_logs) == 0
    error_message = "neither group nor role is left over"
  }
}

run "made" {
  variables {
    zone_count          = 3
    nat                 = "one"
    interface_endpoints = ["ssm", "execute-api"]
  }

  assert {
    condition     = keys(output.private_subnet_ids) == ["eu-west-1a", "eu-west-1b", "eu-west-1c"] && keys(output.public_subnet_ids) == keys(output.private_route_table_ids)
    error_message = "subnets and route tables by zone"
  }

  assert {
    condition     = output.vpc_id == "vpc-0a1b2c3d4e5f60718" && output.vpc_cidr == "10.64.0.0/16" && keys(output.interface_endpoint_ids) == ["execute-api", "ssm"] && keys(output.nat_addresses) == ["eu-west-1a"]
    error_message = "what other modules take"
  }

  assert {
    condition     = output.endpoint_security_group_id == "sg-0a1b2c3d4e5f60718"
    error_message = "the group of the endpoints"
  }
}

run "a_service_that_is_not_in_every_zone" {
  override_data {
    target = data.aws_vpc_endpoint_service.interface
    values = {
      availability_zones = ["eu-west-1b", "eu-west-1c"]
    }
  }

  variables {
    interface_endpoints = ["ssm"]
  }

  assert {
    condition     = local.interface_zones == { ssm = toset(["eu-west-1b"]) } && length(aws_subnet.private) == 2
    error_message = "its endpoint lies where it is, and the subnets stay"
  }
}

run "a_zone_with_a_letter_that_has_no_place" {
  command = plan

  override_data {
    target = data.aws_availability_zones.this
    values = {
      names = ["eu-west-1a", "eu-west-1b", "eu-west-1i"]
    }
  }

  assert {
    condition     = local.offered == tolist(["eu-west-1a", "eu-west-1b"])
    error_message = "is not offered"
  }
}

run "in_china" {
  command = plan

  override_data {
    target = data.aws_region.this
    values = {
      id = "cn-north-1"
    }
  }

  override_data {
    target = data.aws_partition.this
    values = {
      partition          = "aws-cn"
      dns_suffix         = "amazonaws.com.cn"
      reverse_dns_prefix = "cn.com.amazonaws"
    }
  }

  variables {
    interface_endpoints = ["ec2messages", "execute-api", "imagebuilder", "kms", "logs", "secretsmanager", "ssm", "ssmmessages"]
  }

  assert {
    condition = { for service, endpoint in aws_vpc_endpoint.interface : service => endpoint.service_name } == {
      ec2messages    = "com.amazonaws.cn-north-1.ec2messages"
      execute-api    = "cn.com.amazonaws.cn-north-1.execute-api"
      imagebuilder   = "cn.com.amazonaws.cn-north-1.imagebuilder"
      kms            = "com.amazonaws.cn-north-1.kms"
      logs           = "com.amazonaws.cn-north-1.logs"
      secretsmanager = "com.amazonaws.cn-north-1.secretsmanager"
      ssm            = "com.amazonaws.cn-north-1.ssm"
      ssmmessages    = "com.amazonaws.cn-north-1.ssmmessages"
    }
    error_message = "two by the partition, the others not"
  }
}
