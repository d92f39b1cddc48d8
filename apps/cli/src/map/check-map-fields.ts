import { nameHint, placed, pointerOf, type Fault, type FlowFile, type Shaped } from '@gavel/engine';
import { CommandFailure } from '../command-failure.js';
import { faultBlock } from '../fault-block.js';
import type { MapFile } from './map-file.js';

/**
 * A map that fills what the request does not have, or leaves out what it must have, fits no row at all: said of the map, before a row is
 * read. Throws a CommandFailure (2) that names every such field.
 */
export function checkMapFields(map: Shaped<MapFile>, mapName: string, { name, request }: Pick<FlowFile, 'name' | 'request'>): void {
  const known = Object.keys(Object(request['properties']));
  const filled = Object.keys(map.value.request);
  const required: unknown = request['required'];
  const faults: Fault[] = [
    ...filled
      .filter((field) => !known.includes(field))
      .map((field) => ({
        pointer: `/request${pointerOf([field])}`,
        message: `A request of ${name} has no field ${JSON.stringify(field)}.`,
        mend: nameHint(field, known),
      })),
    ...(Array.isArray(required) ? required : [])
      .filter((field) => typeof field === 'string' && !filled.includes(field))
      .map((field) => ({
        pointer: '/request',
        message: `A request of ${name} must have the field ${JSON.stringify(field)}, and the map does not fill it.`,
        mend: 'Say which column it comes from.',
      })),
  ];
  if (faults.length === 0) return;
  throw new CommandFailure(2, `The map does not fit the flow ${name}:\n${faultBlock(faults.map((fault) => placed(fault, map, mapName)))}`);
}
