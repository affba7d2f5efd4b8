/** The address in `[::1]`, as it is in a URL; any other as it is. */
export function bareHost(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
