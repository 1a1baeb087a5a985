// Bundles src/ into dist/: one file for the program, because every further file costs a millisecond at start-up, and
// one each for what is large and rarely needed. A dynamic import within a file still delays evaluation until it is used.
import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeNotices } from "./notices.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(await readFile(`${root}package.json`, "utf8"));

/** Files of their own. They share no classes with the program: each has its own copy of what it imports. */
/** @type {Record<string, string>} */
const SEPARATE = {
  "../sandbox/server.js": "sandbox",
  "./proxy-agent.js": "proxy-agent",
};

/**
 * Modules of Node, loaded when something of them is first used. An ES module's import would load them at once and, to bind
 * the names, read every export once, and with them the getters of node:http, node:fs and node:buffer that load undici,
 * streams and blobs: a fifth of the time that a short run takes.
 */
/** @type {import("esbuild").Plugin} */
const builtins = {
  name: "builtins",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z_/]+$|^node:/ }, ({ path }) =>
      isBuiltin(path) ? { path: path.replace(/^node:/, ""), namespace: "builtin" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "builtin" }, async ({ path }) => {
      const load = `process.getBuiltinModule("node:${path}")`;
      const exports = await import(`node:${path}`).then((module) => module.default);
      // Some are a class, or the process itself: more than a bag of names.
      if (typeof exports !== "object" || path === "process") return { contents: `module.exports = ${load}` };
      const names = Object.keys(exports).filter((name) => /^[A-Za-z]\w*$/.test(name));
      const getters = names.map((name) => `get ${name}() { return load().${name} }`);
      const once = `let loaded; const load = () => (loaded ??= ${load})`;
      return { contents: `${once}; module.exports = { ${getters.join(", ")} }` };
    });
  },
};

await rm(`${root}dist`, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    main: "src/main.ts",
    version: "src/version.ts",
    sandbox: "src/sandbox/server.ts",
    "proxy-agent": "src/transport/proxy-agent.ts",
  },
  outdir: "dist",
  metafile: true,
  bundle: true,
  platform: "node",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  target: "node20",
  minify: true,
  legalComments: "none",
  // The launcher runs a script, not a module: it has no import().
  supported: { "dynamic-import": false },
  define: { PACHCTL_VERSION: JSON.stringify(version) },
  // Its build for Node prints every token, values included, when LOG_TOKENS or LOG_STREAM is set; this one knows no environment.
  alias: { yaml: `${root}node_modules/yaml/browser/index.js` },
  plugins: [
    builtins,
    {
      name: "separate-files",
      setup({ onResolve }) {
        onResolve({ filter: /server\.js$|proxy-agent\.js$/ }, ({ path, kind }) => {
          const file = SEPARATE[path];
          return file !== undefined && kind === "dynamic-import"
            ? { path: `./${file}.cjs`, external: true }
            : undefined;
        });
      },
    },
  ],
  logLevel: "warning",
});

// The launcher keeps compiled code for one build only; V8 itself looks at the length of the source, and no further.
const main = await readFile(`${root}dist/main.cjs`);
const id = createHash("sha256").update(main).digest("hex").slice(0, 16);
await writeFile(`${root}dist/main.cjs`, `/* ${id} */\n${main}`);

await writeNotices(root, Object.keys(metafile.inputs));
