// The shared Python runner in Pyodide: CPython compiled to WebAssembly, with Node around it.
//
//     node host.mjs PYODIDE ARTEFACT ENTRY
//
// PYODIDE is the folder of the package. The runner sees the files of the machine where they are; its standard input
// and output are ours.

import { openSync, readSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { dirname, join, resolve } from "node:path";

const [folder, artefact, entry] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);

// One call hands over what has come so far; none is the end of the input.
const read = (buffer) => {
  for (;;) {
    try {
      return readSync(0, buffer);
    } catch (error) {
      if (error.code === "EOF") return 0;
      if (error.code !== "EAGAIN") throw error;
    }
  }
};
const write = (descriptor) => ({ write: (buffer) => writeSync(descriptor, buffer), isatty: false });

const pyodide = await loadPyodide({ indexURL: folder.endsWith("/") ? folder : `${folder}/` });
pyodide.setStdin({ read, isatty: false });
pyodide.setStdout(write(1));
pyodide.setStderr(write(2));

// Every folder at the top of the machine that Pyodide does not have itself.
const runner = resolve(dirname(new URL(import.meta.url).pathname), "../../runner.py");
const tops = new Set([runner, resolve(artefact)].map((path) => path.split("/")[1]));
for (const top of tops) {
  pyodide.FS.mkdirTree(`/machine/${top}`);
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: `/${top}` }, `/machine/${top}`);
}

pyodide.globals.set("given", pyodide.toPy([`/machine${runner}`, `/machine${resolve(artefact)}`, entry]));
const status = pyodide.runPython(`
import sys
from runpy import run_path

sys.argv = list(given)
run_path(sys.argv[0], run_name="runner")["main"]()
`);
process.exit(status);
