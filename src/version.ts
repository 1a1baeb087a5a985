/** Put in by the build from package.json. */
declare const PACHCTL_VERSION: string;

export const VERSION: string = PACHCTL_VERSION;
