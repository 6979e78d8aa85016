"""pipeline-bytes without the contract on its input: plain `json.loads`, then `pipeline_dicts_blog_contract`.

`json.loads` takes more than JSON (other encodings, a byte order mark, NaN), and nothing is validated after.
"""

from __future__ import annotations

import json
from typing import Any

from pipeline_dicts_blog_contract import pipeline_dicts


def pipeline_bytes(data: bytes) -> dict[str, Any]:
    """Parse, then total the events."""
    return pipeline_dicts(json.loads(data))
