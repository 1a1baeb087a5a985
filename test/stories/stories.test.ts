import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, it } from "vitest";
import { kubeconfigFor, makeNamespace } from "../support/namespaces.js";
import { SERVERS, suiteName, type TestServer } from "../support/servers.js";
import { parseStory, playStory } from "../support/story.js";

const folder = fileURLToPath(new URL(".", import.meta.url));
const files = readdirSync(folder).filter((file) => file.endsWith(".story"));

for (const candidate of SERVERS) {
  const { available, start } = candidate;
  describe.skipIf(!available)(suiteName("stories", candidate), () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(async () => {
      await server?.close();
    });

    it.each(files)("%s", async (file) => {
      const namespace = await makeNamespace(server);
      const kubeconfig = kubeconfigFor(server, namespace);
      await playStory(parseStory(readFileSync(`${folder}${file}`, "utf8")), {
        kubeconfig,
        namespace,
        server: server.url,
      });
    });
  });
}
