// Numbers as the server's NumberText writes them, for what changes while one looks on.

export function count(value) {
  return Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

export function decimal(value, places) {
  const text = Math.abs(value).toFixed(places);
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

export function significant(value) {
  const size = Math.abs(value);
  return decimal(value, size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

export function seconds(value) {
  if (value === 0) return "0 s";
  if (value < 0.9995) return `${significant(value * 1000)} ms`;
  if (value < 59.95) return `${significant(value)} s`;
  const whole = Math.round(value);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours > 0 ? `${hours} h ${two(minutes)} min` : `${minutes} min ${two(rest)} s`;
}

export function roughSeconds(value) {
  return value < 59.5 ? `${Math.round(value)} s` : seconds(Math.max(60, value));
}

/** A size in decimal units: `840 B`, `98.4 MB`. */
export function bytes(value) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) { value /= 1000; unit += 1; }
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}

/** A result's value: `48.0 %`, `0.512`. */
export function value(result) {
  if (result?.value == null) return "–";
  return result.unit === "proportion" ? `${decimal(result.value * 100, 1)} %` : decimal(result.value, 3);
}

/** `41.2 – 54.9`; empty without an interval. */
export function interval(result) {
  if (result?.low == null || result.high == null) return "";
  const end = (number) => (result.unit === "proportion" ? decimal(number * 100, 1) : decimal(number, 3));
  return `${end(result.low)} – ${end(result.high)}`;
}

/** What stands below a progress bar: `3.20 per second · 12 s left`. */
export function pace(progress) {
  if (progress.isQueued && progress.status !== "running") return "Waiting for its turn";
  const parts = [];
  if (progress.rate != null) parts.push(`${significant(progress.rate)} per second`);
  if (progress.remaining != null) parts.push(`${roughSeconds(progress.remaining)} left`);
  return parts.join(" · ");
}
