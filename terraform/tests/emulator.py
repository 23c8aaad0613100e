"""Starts the AWS emulator (moto_server) with one fault of its repaired; its arguments are moto_server's.

API Gateway returns the resource policy of an API with its quotes escaped once more, and the provider undoes that. The emulator returns it as it was sent, and
aws_api_gateway_rest_api_policy ends with "invalid character 'S' after top-level value". It cannot be gone round: the `policy` argument of the API is read the same way.
"""

import json
import sys

from moto.apigateway.models import RestAPI
from moto.server import main

as_the_emulator_has_it = RestAPI.to_dict


def as_api_gateway_has_it(api):
    answer = as_the_emulator_has_it(api)
    if answer[RestAPI.PROP_POLICY]:
        answer[RestAPI.PROP_POLICY] = json.dumps(answer[RestAPI.PROP_POLICY])[1:-1]
    return answer


RestAPI.to_dict = as_api_gateway_has_it
main(sys.argv[1:])
