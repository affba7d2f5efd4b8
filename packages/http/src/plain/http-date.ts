const DAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * Formats a time as HTTP does (RFC 9110, 5.6.7): as `toUTCString`, whose first call makes V8 find out the time zone, which takes as long as an
 * activation.
 * @param time milliseconds since 1970
 */
export function formatHttpDate(time: number): string {
  const date = new Date(time);
  const day = `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} GMT`;
}

function two(number: number): string {
  return number < 10 ? `0${number}` : `${number}`;
}
