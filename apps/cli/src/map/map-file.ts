import { z } from 'zod';
import { durationSchema, LABEL_NAME, type JsonValue } from '@gavel/engine/contract';

const texts = z.array(z.string()).min(1).max(1000);

/** Which rows fill a field; it is left out of the others. */
const rowsSchema = z.union([
  z.strictObject({ column: z.string().min(1), in: texts }),
  z.strictObject({ column: z.string().min(1), notIn: texts }),
]);
export type RowChoice = z.infer<typeof rowsSchema>;

/** What every field that comes from a column may say. */
const cell = {
  /** Name of the column as the header line writes it. */
  column: z.string().min(1),
  /** An empty cell leaves the field out; without this an empty cell is a fault. */
  optional: z.boolean().exactOptional(),
  when: rowsSchema.exactOptional(),
};

/** The cell's text, with something in front of it or behind it. */
const textField = z.strictObject({
  ...cell,
  as: z.literal('text').exactOptional(),
  prefix: z.string().max(60).exactOptional(),
  suffix: z.string().max(60).exactOptional(),
});

/** A value looked up by the cell's text; a text that is not in the table becomes `otherwise`, or is a fault where there is none. */
const tableField = z.strictObject({
  ...cell,
  as: z.literal('table'),
  table: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  otherwise: z.union([z.string(), z.number(), z.boolean()]).exactOptional(),
});

const numberField = z.strictObject({ ...cell, as: z.literal('number') });

const integerField = z.strictObject({ ...cell, as: z.literal('integer') });

/** A decimal amount in major units, `12.5`, as whole minor units, 1250: read digit by digit, so nothing is rounded. */
const minorUnitsField = z.strictObject({ ...cell, as: z.literal('minorUnits'), decimals: z.int().min(0).max(4) });

/** A time, as RFC 3339 text. `format` is a pattern of yyyy MM dd HH mm ss SSS, or `iso`, `epochSeconds`, `epochMilliseconds`. */
const timeField = z.strictObject({
  ...cell,
  as: z.literal('time'),
  format: z.string().min(3).max(60),
  /** Offset of the place whose clock the file was written by; `Z` (UTC) where it is left out. */
  offset: z
    .string()
    .regex(/^(Z|[+-](0\d|1[0-4]):[0-5]\d)$/, 'an offset is Z or ±hh:mm')
    .exactOptional(),
});

/** How one cell becomes one value. */
const columnFieldSchema = z.union([textField, tableField, numberField, integerField, minorUnitsField, timeField]);
export type ColumnField = z.infer<typeof columnFieldSchema>;
export type TimeField = z.infer<typeof timeField>;

/** How one field of the request is filled: from a column, always the same, from the row's place in the file, an object or a list of such fields. */
export type MapField = ColumnField | { readonly constant: JsonValue } | LineField | ObjectField | ListField;
/** The number of the row's line in the file, as text: an id where no column is one. */
interface LineField {
  readonly line: { readonly prefix: string };
}
/** What is left out of a row is left out of the list. */
interface ListField {
  readonly list: readonly MapField[];
}
interface ObjectField {
  readonly object: Readonly<Record<string, MapField>>;
  readonly when?: RowChoice;
}

const jsonValue = z.custom<JsonValue>((value) => value !== undefined, 'a JSON value');
const mapField: z.ZodType<MapField> = z.lazy(() =>
  z.union([
    z.strictObject({ constant: jsonValue }),
    z.strictObject({ line: z.strictObject({ prefix: z.string().max(60) }) }),
    z.strictObject({ list: z.array(mapField).min(1).max(100) }),
    z.strictObject({ object: z.record(z.string(), mapField), when: cell.when }),
    ...columnFieldSchema.options,
  ]),
);

/** Which of them the flow knows is found out when the flow is. */
const labels = z.string().regex(LABEL_NAME, 'a label is lower-case letters, digits and hyphens');

/** `<name>.json`: how the rows of a CSV file become the requests of a flow. */
export const mapFileSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  description: z.string().max(1000).exactOptional(),
  /** The flow that the requests are for. */
  flow: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "a flow's name is kebab-case"),
  /** One character; a comma where it is left out. */
  delimiter: z.string().length(1).exactOptional(),
  /** Moves every time by this much towards the present. */
  shiftTime: durationSchema.exactOptional(),
  request: z.record(z.string(), mapField),
  /** What later proved true of a row, by the text of its column; an empty cell is no label. */
  label: z
    .strictObject({ column: z.string().min(1), table: z.record(z.string(), labels), source: z.string().min(1).max(100).exactOptional() })
    .exactOptional(),
});
export type MapFile = z.infer<typeof mapFileSchema>;
