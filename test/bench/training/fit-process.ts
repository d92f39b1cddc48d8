import { openJob, type FitJob } from './fit-job.js';
import { measureFit } from './measure-fit.js';

/** Runs one job, given as JSON, in a process of its own, and writes what it measured as JSON. */
const job = JSON.parse(process.argv[2]!) as FitJob;
const { table, slices, recipe } = openJob(job);
const measured = await measureFit(table, slices, recipe, job.seed);
process.stdout.write(JSON.stringify({ ...measured, cpuS: process.cpuUsage().user / 1e6 }));
