/** The rows as people read them, one line each as soon as it is known. */
import type { Row } from './course.ts';

const WORK_WIDTH = 56;
const NUMBER_WIDTH = 10;
const COLUMNS = ['ours', 'CSS', '× CSS', 'limit', 'of limit', 'plain', 'of plain'];

export function printHead(): void {
  const columns = COLUMNS.map((one) => one.padStart(NUMBER_WIDTH)).join('');
  process.stdout.write(`${'work, per second'.padEnd(WORK_WIDTH)}${columns}\n`);
}

export function printRow({ work, more = {}, ...row }: Row): void {
  const cells = [
    cell(row.ours, 1),
    cell(row.css, 1),
    cell(row.timesCss, 1),
    cell(row.limit),
    cell(row.ofLimit, 2),
    cell(row.plain, 1),
    cell(row.ofPlain, 2),
  ];
  const rest = Object.entries(more).map(([name, number]) => `${name} ${Number(number.toFixed(2))}`);
  process.stdout.write(`${work.padEnd(WORK_WIDTH)}${cells.join('')}   ${rest.join(', ')}\n`);
}

function cell(number: number | undefined, digits = 0): string {
  return (number === undefined ? '–' : number.toFixed(digits)).padStart(NUMBER_WIDTH);
}
