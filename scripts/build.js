// Bundles src/ into dist/: one file for the program, because every further file costs a millisecond at start-up, and
// one each for what is large and rarely needed. A dynamic import within a file still delays evaluation until it is used.
import { readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(await readFile(`${root}package.json`, "utf8"));

/** Files of their own. They share no classes with the program: each has its own copy of what it imports. */
const SEPARATE = {
  "../sandbox/server.js": "sandbox",
  "./proxy-agent.js": "proxy-agent",
};

await rm(`${root}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: {
    main: "src/main.ts",
    version: "src/version.ts",
    sandbox: "src/sandbox/server.ts",
    "proxy-agent": "src/transport/proxy-agent.ts",
  },
  outdir: "dist",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  minify: true,
  legalComments: "none",
  define: { PACHCTL_VERSION: JSON.stringify(version) },
  // Bundled CommonJS packages call require for Node's own modules.
  banner: {
    js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
  },
  plugins: [
    {
      name: "separate-files",
      setup({ onResolve }) {
        onResolve({ filter: /server\.js$|proxy-agent\.js$/ }, ({ path, kind }) => {
          const file = SEPARATE[path];
          return file !== undefined && kind === "dynamic-import"
            ? { path: `./${file}.js`, external: true }
            : undefined;
        });
      },
    },
  ],
  logLevel: "warning",
});
