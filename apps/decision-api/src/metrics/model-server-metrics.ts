import { Counter, Gauge, type Registry } from 'prom-client';
import type { ServerStats } from '@gavel/models';

const LABELS = ['name', 'version', 'protocol'];

/** Tells of the servers that score models; they are counted elsewhere. Once for each registry. */
export function modelServerMetrics(registry: Registry, servers: () => readonly ServerStats[]): void {
  const told = (name: string, help: string, read: (server: ServerStats) => Readonly<Record<string, number>> | number): void => {
    const labels = name.includes('batches') ? [...LABELS, 'result'] : LABELS;
    const counter: Counter = new Counter({
      name,
      help,
      labelNames: labels,
      registers: [registry],
      collect: () => {
        counter.reset();
        for (const server of servers()) count(counter, server, read(server));
      },
    });
  };
  const up: Gauge = new Gauge({
    name: 'gavel_model_server_up',
    help: '1: the server scores; 0: it is given up for now.',
    labelNames: LABELS,
    registers: [registry],
    collect: () => {
      up.reset();
      for (const server of servers()) up.set(labelsOf(server), server.state === 'up' ? 1 : 0);
    },
  });
  told('gavel_model_server_batches_total', 'Batches sent to the server, by what became of them.', ({ batches }) => batches);
  told('gavel_model_server_seconds_total', 'Time of the batches that were scored, there and back.', ({ spentMs }) => spentMs / 1000);
  told('gavel_model_server_openings_total', 'Times that the server was given up for a while.', ({ openings }) => openings);
}

function count(counter: Counter, server: ServerStats, counts: Readonly<Record<string, number>> | number): void {
  if (typeof counts === 'number') counter.inc(labelsOf(server), counts);
  else for (const [result, value] of Object.entries(counts)) counter.inc({ ...labelsOf(server), result }, value);
}

function labelsOf({ model, version, protocol }: ServerStats): Record<string, string> {
  return { name: model, version, protocol };
}
