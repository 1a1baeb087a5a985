/**
 * A module of Node, without what `import` does with it: to bind the names, it reads every export once, and with them
 * the getters of node:http and node:fs that load undici and the streams (8 to 14 ms of every run).
 */
export const builtin: typeof process.getBuiltinModule = (name: string) => process.getBuiltinModule(name);
