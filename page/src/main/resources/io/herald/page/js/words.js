/* Figures, times and Mesos' constants as people read them. */

const figures = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const times = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dates = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
});

/** 12345 as "12,345". */
export function number(value) {
  return figures.format(value);
}

/** A count and its noun: "1 instance", "3 instances". */
export function count(value, noun) {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** A rate as "0", "0.4", "12", "3.4k". */
export function rate(value) {
  if (value >= 10_000) {
    return `${(value / 1000).toFixed(0)}k`;
  }
  if (value >= 1000) {
    return `${(value / 1000).toFixed(1)}k`;
  }
  return value === 0 || value >= 10 ? value.toFixed(0) : value.toFixed(1);
}

/** A share of 1 in percent. */
export function percent(share) {
  return `${share === 0 || share >= 0.1 ? (share * 100).toFixed(0) : (share * 100).toFixed(1)} %`;
}

/** A duration in seconds, in its two largest units at most: "8 s", "3 min", "2 h 5 min", "12 d". */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  }
  const days = Math.floor(hours / 24);
  return days < 4 && hours % 24 > 0 ? `${days} d ${hours % 24} h` : `${days} d`;
}

/** The time of day, for what has happened lately. */
export function timeOfDay(date) {
  return times.format(date);
}

/** Date and time of day. */
export function dateAndTime(date) {
  return dates.format(date);
}

/** A task's state: "TASK_RUNNING" as "running". */
export function state(mesos) {
  return String(mesos ?? '').replace(/^TASK_/, '').toLowerCase().replaceAll('_', ' ');
}

/** Health of an instance. */
export function health(value) {
  return { healthy: 'healthy', unhealthy: 'unhealthy', unknown: 'no check' }[value] ?? String(value ?? '');
}

/** Where a fact comes from. */
export function source(value) {
  return value === 'discovery-info' ? 'DiscoveryInfo' : String(value ?? '');
}
