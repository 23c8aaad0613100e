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

resource "aws_vpc_endpoint" "interface" {
  for_each = var.interface_endpoints

  vpc_id              = aws_vpc.this.id
  vpc_endpoint_type   = "Interface"
  service_name        = "${data.aws_partition.this.reverse_dns_prefix}.${local.region}.${each.key}"
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  security_group_ids  = [aws_security_group.endpoints["this"].id]
  private_dns_enabled = true
  tags                = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

# It sends nothing of its own, so it has no rule for what goes out.
resource "aws_security_group" "endpoints" {
  for_each = length(var.interface_endpoints) > 0 ? toset(["this"]) : toset([])

  name        = "${var.name}-endpoints"
  description = "Interface endpoints of ${var.name}"
  vpc_id      = aws_vpc.this.id
  tags        = merge(var.tags, { Name = "${var.name}-endpoints" })
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
