/** The licences of everything in the bundle, as one text file beside it: they ask for that. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

interface Package {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
}

/** The folder of the package that a module belongs to, or `null` for our own. */
function folderOf(module: string): string | null {
  if (!module.includes("/node_modules/")) return null;
  let folder = dirname(module.replace(/^\0/, "").split("?")[0] ?? "");
  while (folder !== dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, "utf8")) as Package).name) return folder;
    folder = dirname(folder);
  }
  return null;
}

function licenceOf(folder: string): string {
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Package;
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text = file === undefined ? `Licence: ${about.license ?? "see its page"}` : readFileSync(join(folder, file), "utf8");
  return `${about.name ?? ""} ${about.version ?? ""} (${about.license ?? ""})\n\n${text.trim()}\n`;
}

export function licences(): Plugin {
  return {
    name: "licences",
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
      const folders = new Set(modules.map(folderOf).filter((folder) => folder !== null));
      const texts = [...folders].map(licenceOf).sort();
      const source = `This bundle contains:\n\n${texts.join(`\n${"-".repeat(80)}\n\n`)}`;
      this.emitFile({ type: "asset", fileName: "LICENSES.txt", source });
    },
  };
}
