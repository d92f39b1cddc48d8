/** An IP address: its number, and how many bits it has. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

const MAPPED = 0xffffn;

/** Reads an IPv4 or IPv6 address (RFC 4291, section 2.2); undefined when it is none. An IPv4 address written as IPv6 is an IPv4 address. */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (!text.includes(':')) return parseIpv4(text);
  const value = parseIpv6(text);
  if (value === undefined) return undefined;
  return value >> 32n === MAPPED ? { bits: 32, value: value & 0xffff_ffffn } : { bits: 128, value };
}

function parseIpv4(text: string): IpAddress | undefined {
  const parts = text.split('.');
  // A leading 0 is refused: some read such a part as octal.
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return undefined;
  return { bits: 32, value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) };
}

function parseIpv6(text: string): bigint | undefined {
  if (text.length > 45) return undefined;
  const [head = '', tail, ...others] = text.split('::');
  if (others.length > 0) return undefined;
  const [before, after] = [groupsOf(head), tail === undefined ? [] : groupsOf(tail)];
  if (before === undefined || after === undefined) return undefined;
  const left = 8 - before.length - after.length;
  if (tail === undefined ? left !== 0 : left < 1) return undefined;
  return [...before, ...Array.from({ length: left }, () => 0n), ...after].reduce((value, group) => (value << 16n) | group, 0n);
}

/** Groups of 16 bits; the last two may be written as IPv4. */
function groupsOf(text: string): readonly bigint[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const last = parseIpv4(parts.at(-1) ?? '');
  const plain = last === undefined ? parts : parts.slice(0, -1);
  if (!plain.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return undefined;
  const groups = plain.map((part) => BigInt(`0x${part}`));
  return last === undefined ? groups : [...groups, last.value >> 16n, last.value & 0xffffn];
}

/**
 * The one spelling of an address (RFC 5952); what is none stays as it is. An IPv4 address written as IPv6 is written as IPv4, or, where
 * only IPv6 is allowed, as `::ffff:10.1.2.3`.
 */
export function canonicalIpAddress(text: string, isIpv4Allowed = true): string {
  const address = parseIpAddress(text);
  if (address === undefined) return text;
  const { bits, value } = address;
  if (bits === 32) return text.includes(':') && !isIpv4Allowed ? `::ffff:${ipv4Text(value)}` : ipv4Text(value);
  return ipv6Text(Array.from({ length: 8 }, (_, at) => Number((value >> BigInt(16 * (7 - at))) & 0xffffn)));
}

function ipv4Text(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
}

/** The longest run of at least two zero groups, the first of several, is left out. */
function ipv6Text(groups: readonly number[]): string {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start += 1) {
    const end = groups.findIndex((group, at) => at >= start && group !== 0);
    const length = (end < 0 ? groups.length : end) - start;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return hexText(groups);
  return `${hexText(groups.slice(0, best.start))}::${hexText(groups.slice(best.start + best.length))}`;
}

function hexText(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}
