"""pipeline-bytes without the contract on its input: plain `json.loads`, then `pipeline_dicts_blog_contract.pyx`."""

import json

# Included, not imported: an extension module would have to be built and found beside this one.
include "pipeline_dicts_blog_contract.pyx"


def pipeline_bytes(data: bytes) -> dict:
    """Parse, then total the events."""
    return pipeline_dicts(json.loads(data))
