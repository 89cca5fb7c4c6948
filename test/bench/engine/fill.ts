/** A process of its own that fills a folder for a server which is not running: no API would be fast enough. */
import { fillDocuments, fillOurPods } from './fill-ours.ts';
import { fillStockPods } from './fill-stock.ts';

export type Filling =
  | {
      readonly server: 'Traboule' | 'CSS 7.2';
      readonly folder: string;
      readonly baseUrl: string;
      readonly pods: number;
    }
  | { readonly server: 'Traboule'; readonly folder: string; readonly documents: number };

const filling = JSON.parse(process.argv[2] ?? '') as Filling;
if ('documents' in filling) await fillDocuments(filling);
else if (filling.server === 'Traboule') await fillOurPods(filling);
else fillStockPods(filling);
