/** Whether the target of a request is `/`, with or without a query. */
export function isEntry(url = ''): boolean {
  return /^(?:https?:\/\/[^/?]*)?\/?(?:\?.*)?$/i.test(url);
}
