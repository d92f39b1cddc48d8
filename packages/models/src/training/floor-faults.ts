import type { Floor, Metrics } from '../artifact/artifact-schema.js';

/** Every way in which held-out metrics stay below the floor that a version declares; none when it declares none. */
export function floorFaults(metrics: Metrics | undefined, floor: Floor | undefined): readonly string[] {
  if (floor === undefined) return [];
  if (metrics === undefined) return ['it declares a floor, and there are no figures to hold against it'];
  const faults: string[] = [];
  const least = (name: string, found: number, wanted: number | undefined): void => {
    if (wanted !== undefined && !(found >= wanted)) faults.push(`${name} is ${shown(found)}; its floor is ${wanted}`);
  };
  least('AUC', metrics.auc, floor.auc);
  least('average precision', metrics.averagePrecision, floor.averagePrecision);
  least('the number of positives that the figures rest on', metrics.frauds, floor.frauds);
  const most = floor.maxCalibrationError;
  if (most !== undefined && !(metrics.calibrationError <= most))
    faults.push(`the calibration error is ${shown(metrics.calibrationError)}; at most ${most} is allowed`);
  return faults;
}

function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(4);
}
