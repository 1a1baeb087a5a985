import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where what kubectl 1.35 printed is kept: flag set to format to text, the folder written as DIR. */
export const RECORDED = new URL("../data/flag-sets.json", import.meta.url);

export type Recorded = Readonly<Record<string, { json: string; yaml: string }>>;

export function recordedManifests(): Recorded {
  return JSON.parse(readFileSync(RECORDED, "utf8")) as Recorded;
}

const LITERALS = [
  ["a=1"],
  ["a=1", "b=2"],
  ["b=2", "a=1", "B=3", "_=4", "-=5", ".x=6"],
  ["a="],
  ["a=b=c=="],
  ["a=x,b=y"],
  ['a={"b":"c","d":[1,2]}'],
  ["a=<&>'\"\\"],
  ["a= lead and trail "],
  ["a=ünïcödé 😀 日本語"],
  ["a=\u2028\u2029\u202e"],
  ["a=two\nlines\n"],
  ["a=\t\r\n"],
  ["a=-x", "b=--", "c=@x"],
  ["1=a", "10=b", "2=c", "01=d"],
  ["true=a", "y=b", "no=c", "null=d", "NULL=e", ".inf=f", ".5=g"],
  ["0x1F=a", "1_000=b", "1e3=c", "1.0=d", "0o7=e", "0b1=f", "-1=g"],
  ["2020-01-01=a", "---=b", "a-=c", "-=d", "...x=e"].filter((each) => !each.startsWith("..")),
  ["key2=a", "key10=b", "key1=c", "Key2=d"],
  ["__proto__=a", "constructor=b", "toString=c"],
  ["a.b-c_d=x", "tls.crt=y", ".dockerconfigjson=z"],
  ["a=MTIz", "b=MTIzNA=="],
];

const NAMES = [
  "a.b-c.d",
  "123",
  "1e3",
  "true",
  "null",
  "y",
  "0x1f",
  "2020-01-01",
  "1.5",
  "on",
  "x".repeat(253),
];

const TYPES = [
  "Opaque",
  "example.com/x",
  "kubernetes.io/basic-auth",
  "kubernetes.io/ssh-auth",
  "kubernetes.io/service-account-token",
  "bootstrap.kubernetes.io/token",
  "kubernetes.io/tls",
  "kubernetes.io/dockerconfigjson",
  "x<y>&z",
  "a: b",
  "- a",
  "true",
  "12:30",
  "it's #1",
  "a #b",
  "ü",
];

/** Arguments of `create secret` that kubectl and we are to print the same for; DIR is the folder of their files. */
export const FLAG_SETS: readonly (readonly string[])[] = [
  ["generic", "s"],
  ...LITERALS.map((literals) => ["generic", "s", ...literals.map((each) => `--from-literal=${each}`)]),
  ...NAMES.map((name) => ["generic", name, "--from-literal=a=1"]),
  ...TYPES.map((type) => ["generic", "s", `--type=${type}`, "--from-literal=username=u"]),
  ["generic", "s", "--type="],
  ["generic", "s", "-n", "ns", "--from-literal=a=1"],
  ["generic", "s", "--namespace=123"],
  ["generic", "s", "--from-file=DIR/binary"],
  ["generic", "s", "--from-file=DIR/empty"],
  ["generic", "s", "--from-file=key=DIR/binary", "--from-file=other=DIR/text.txt"],
  ["generic", "s", "--from-file=DIR/folder"],
  ["generic", "s", "--from-file=DIR/folder/", "--from-file=DIR/text.txt", "--from-literal=a=1"],
  ["generic", "s", "--from-file=DIR/link"],
  ["generic", "s", "--from-file=a=DIR/folder/.dot", "--from-file=DIR/crlf.txt"],
  ["generic", "s", "--from-env-file=DIR/plain.env"],
  ["generic", "s", "--from-env-file=DIR/plain.env", "--from-env-file=DIR/more.env"],
  ["generic", "s", "--from-env-file=DIR/empty"],
  ["tls", "s", "--cert=DIR/tls.crt", "--key=DIR/tls.key"],
  ["tls", "s", "--cert", "DIR/tls.crt", "--key", "DIR/tls.key", "-n", "ns"],
  ["docker-registry", "s", "--docker-username=u", "--docker-password=p"],
  [
    "docker-registry",
    "s",
    "--docker-username=u",
    '--docker-password=p&w<>\u2028é"\\',
    "--docker-email=a@b.c",
  ],
  [
    "docker-registry",
    "s",
    "--docker-server=registry.example.com",
    "--docker-username=u:v",
    "--docker-password= p ",
  ],
  [
    "docker-registry",
    "s",
    "--docker-server=<&>",
    "--docker-username=ü",
    "--docker-password=😀",
    "--docker-email=",
  ],
  ["docker-registry", "s", "--from-file=DIR/config.json"],
  ["docker-registry", "s", "--from-file=.dockerconfigjson=DIR/config.json", "--from-file=extra=DIR/empty"],
  ["generic", "s", "--append-hash"],
  ["generic", "s", "--append-hash", "--from-literal=a=1", "--from-literal=b=2"],
  ["generic", "s", "--append-hash", "--from-literal=b=<&>", "--type=x<y>&z", "-n", "ns"],
  ["generic", "s", "--append-hash", "--from-file=DIR/binary", "--from-literal=10=a", "--from-literal=9=b"],
  ["tls", "s", "--append-hash", "--cert=DIR/tls.crt", "--key=DIR/tls.key"],
  ["docker-registry", "s", "--append-hash", "--docker-username=u", "--docker-password=p"],
];

/** Makes the files that the flag sets name. */
export async function makeFiles(folder: string): Promise<void> {
  const write = (name: string, data: string | Uint8Array) => writeFile(join(folder, name), data);
  await mkdir(join(folder, "folder/below"), { recursive: true });
  await write("binary", Buffer.from([0, 255, 254, 10, 13, 0, 128]));
  await write("empty", "");
  await write("text.txt", "text\n");
  await write("crlf.txt", "a\r\nb\r\n");
  await write("folder/.dot", "dot");
  await write("folder/a.txt", "a\n");
  await write("folder/B", "");
  await write("folder/below/not-read", "x");
  execFileSync("ln", ["-sf", "text.txt", join(folder, "link")]);
  await write(
    "plain.env",
    `\ufeffA="two words"\nH=v # c\n  I= lead \n\n# comment\nD=\nX.y-z=a=b\r\n\tT='q'\nE=\u00fc \u2028`,
  );
  await write("more.env", "LAST=1\n");
  await write("config.json", '{"auths": {"registry.example.com": {"auth": "dTpw"}}}\n');
  await write("tls.crt", readFileSync(new URL("../data/tls.crt", import.meta.url)));
  await write("tls.key", readFileSync(new URL("../data/tls.key", import.meta.url)));
}
