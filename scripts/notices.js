// Writes THIRD-PARTY-NOTICES: the licence of every package of which something is in the bundles.
import { readdir, readFile, writeFile } from "node:fs/promises";

/**
 * @param {string} root of the project, with a slash at its end
 * @param {readonly string[]} inputs of the bundles, relative to the root
 */
export async function writeNotices(root, inputs) {
  const folders = new Set(
    inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
  );
  const notices = await Promise.all([...folders].map((folder) => noticeOf(root, folder, inputs)));
  const head = "The programs in dist/ contain code of these packages, under these licences.\n";
  // The same package in two folders, in one version, is one.
  await writeFile(`${root}THIRD-PARTY-NOTICES`, [head, ...new Set(notices.toSorted())].join("\n"));
}

/**
 * @param {string} root
 * @param {string} folder of the package
 * @param {readonly string[]} inputs
 */
async function noticeOf(root, folder, inputs) {
  const { name, version, license } = JSON.parse(await readFile(`${root}${folder}/package.json`, "utf8"));
  const file = (await readdir(`${root}${folder}`)).find((each) =>
    /^licen[cs]e(?:-[a-z]+)?(?:\.(?:md|txt))?$/i.test(each),
  );
  const text =
    file === undefined
      ? await textWithoutFile(
          root,
          license,
          inputs.filter((path) => path.startsWith(`${folder}/`)),
        )
      : await readFile(`${root}${folder}/${file}`, "utf8");
  return `${"-".repeat(80)}\n${name} ${version} (${license})\n\n${text.trimEnd()}\n`;
}

/**
 * Of a package that brings no file: what its sources say on top, and the text of the Apache License, which is ours as well.
 * @param {string} root
 * @param {string} license
 * @param {readonly string[]} files
 */
async function textWithoutFile(root, license, files) {
  const sources = await Promise.all(files.map((path) => readFile(`${root}${path}`, "utf8")));
  const heads = sources.flatMap((source) => source.match(/^(?:\/\/.*\n)+|^\/\*[\s\S]*?\*\/\n/gm) ?? []);
  const claims = [...new Set(heads.filter((head) => /copyright/i.test(head)))];
  const apache = /Apache-2\.0/.test(license) ? [await readFile(`${root}LICENSE`, "utf8")] : [];
  const texts = [...claims, ...apache];
  return texts.length === 0 ? "(the package holds no text of it)\n" : texts.join("\n");
}
