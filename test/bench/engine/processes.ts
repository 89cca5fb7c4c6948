/** What processes have used, as the kernel tells it. */
import { readFileSync } from 'node:fs';
import type { PodServer } from '../../kit/pod-servers.ts';

/** Resident memory in megabytes. */
export function memoryOf(server: PodServer): number {
  const status = readFileSync(`/proc/${server.process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
}

/** Processor time that a process has used, all its threads together, in microseconds. */
export function processorMicroseconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // Fields 14 and 15, in ticks of 10 ms.
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** A server's process and those that it started. */
export function familyOf({ process: { pid } }: PodServer): readonly (number | undefined)[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...children.split(' ').filter(Boolean).map(Number)];
}
