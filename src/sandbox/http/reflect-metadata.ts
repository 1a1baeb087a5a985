/**
 * @peculiar/x509 brings tsyringe, which refuses to load without the reflect-metadata package and then asks it only
 * for what decorators stored; nothing here stores any, so two empty answers are enough. Import this file first.
 */
const metadata = { getMetadata: () => undefined, getOwnMetadata: () => undefined };

for (const [name, answer] of Object.entries(metadata)) {
  if (!(name in Reflect))
    Object.defineProperty(Reflect, name, { value: answer, configurable: true, writable: true });
}
