import dayjs from "dayjs";
import utc from "dayjs/plugin/utc.js";

dayjs.extend(utc);

/** The CREATED cell under `--full-timestamps`: RFC 3339 in UTC, whole seconds. */
export function fullTimestamp(createdAt: string | undefined): string {
  const created = createdAt === undefined ? undefined : dayjs.utc(createdAt);
  return created?.isValid() ? created.format("YYYY-MM-DDTHH:mm:ss[Z]") : "";
}
