import Table from 'cli-table3';

type Align = 'left' | 'right';

/** A table of plain text. Without `align` the first column stands left and the others, numbers mostly, right. `wrapLast` wraps the last, a text, at that width. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { align, wrapLast }: { readonly align?: readonly Align[]; readonly wrapLast?: number } = {},
): string {
  const isText = (at: number): boolean => at === 0 || (wrapLast !== undefined && at === head.length - 1);
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: align === undefined ? head.map((_, at) => (isText(at) ? 'left' : 'right')) : [...align],
    ...(wrapLast === undefined ? {} : { colWidths: head.map((_, at) => (at === head.length - 1 ? wrapLast : null)), wordWrap: true }),
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
