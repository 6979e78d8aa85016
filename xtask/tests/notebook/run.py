"""Runs the code of a notebook in one namespace, cell after cell, and keeps the last figure.

That is what a person does who presses Run All.
"""

import json
import sys
from pathlib import Path


def main(notebook: str, picture: str) -> None:
    """Runs `notebook`, and writes the figure that it has drawn to `picture`."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    document = json.loads(Path(notebook).read_text(encoding="utf-8"))
    namespace: dict[str, object] = {"__name__": "__main__"}
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            code = compile("".join(cell["source"]), f"{notebook}, cell {cell['id']}", "exec")
            exec(code, namespace)
    if not plt.get_fignums():
        sys.exit("the notebook has drawn nothing")
    plt.gcf().savefig(picture)


if __name__ == "__main__":
    main(*sys.argv[1:])
