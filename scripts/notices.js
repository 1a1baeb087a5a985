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
  const notices = await Promise.all([...folders].map((folder) => noticeOf(root, folder)));
  const head = "The programs in dist/ contain code of these packages, under these licences.\n";
  // The same package in two folders, in one version, is one.
  await writeFile(`${root}THIRD-PARTY-NOTICES`, [head, ...new Set(notices.toSorted())].join("\n"));
}

/**
 * @param {string} root
 * @param {string} folder
 */
async function noticeOf(root, folder) {
  const { name, version, license } = JSON.parse(await readFile(`${root}${folder}/package.json`, "utf8"));
  const file = (await readdir(`${root}${folder}`)).find((each) =>
    /^licen[cs]e(?:\.(?:md|txt))?$/i.test(each),
  );
  const text =
    file === undefined
      ? "(the package holds no text of it)\n"
      : await readFile(`${root}${folder}/${file}`, "utf8");
  return `${"-".repeat(80)}\n${name} ${version} (${license})\n\n${text.trimEnd()}\n`;
}
