// Fetches Pyodide as package-lock.json pins it: node fetch.mjs NPM FOLDER; nothing is done where it is there already.

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [npm, folder] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const [lock, kept] = [join(here, "package-lock.json"), join(folder, "package-lock.json")];
const same = existsSync(kept) && readFileSync(kept, "utf8") === readFileSync(lock, "utf8");
if (!same || !existsSync(join(folder, "node_modules/pyodide/pyodide.mjs"))) {
  mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) copyFileSync(join(here, file), join(folder, file));
  const words = ["ci", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"];
  process.exit(spawnSync(npm, words, { stdio: "inherit" }).status ?? 1);
}
