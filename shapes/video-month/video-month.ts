import type { Quad } from 'n3';
import { rdf, schema, xsd } from '../../vocab/reused.ts';
import { trb, videoActions } from '../../vocab/terms.ts';
import {
  describe,
  iri,
  linkedNodes,
  mainNode,
  type Node,
  nodesOf,
  text,
  typed,
} from '../kit/document.ts';
import { withLocalOffset } from '../kit/local-time.ts';
import {
  inOrder,
  type Missing,
  type Moment,
  mergeSeconds,
  missing,
  refuseOutsideMonth,
  type Wording,
} from '../kit/moments.ts';
import { centsOfText, money } from '../kit/money.ts';
import { MONTH } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';
import { LINE_ID } from '../telecom-line/telecom-line.ts';

type VideoAction = 'order' | 'viewing';

/** A video that was ordered or watched. */
interface VideoUse extends Moment {
  readonly kind: 'video';
  readonly action: VideoAction;
  readonly title: string;
  readonly subtitle?: string;
  /** The operator's own word: 'FILM'. */
  readonly contentKind?: string;
  readonly contentId?: string;
  readonly videoQuality?: string;
  /** What it costs once; an order and its viewings may all say it, so prices are not added up. */
  readonly priceCents?: number;
  readonly contentSeconds?: number;
  readonly viewedSeconds?: number;
}

export type VideoRecord = VideoUse | Missing;

/** What was ordered or watched on demand during one local month. */
export interface VideoMonth {
  readonly lineId: string;
  readonly month: string;
  readonly records: readonly VideoRecord[];
}

export const videoMonth: Shape<VideoMonth> = {
  name: 'video-month',
  forClass: trb.VideoMonth,
  shapeFile: 'video-month/shape.ttl',
  fileNames: /^\d{4}-\d\d-videos\.ttl$/,
  nameOf: ({ month }) => `${month}-videos.ttl`,
  write,
  read,
};

const CURRENCY = 'EUR';
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/;
const DURATION = /^PT(?:0|[1-9]\d{0,5})S$/;
const PRICE = /^\d{1,6}\.\d\d$/;

/** What a month holds after fresh records came, second by second. */
export function mergeVideoMonths(stored: VideoMonth | undefined, fresh: VideoMonth): VideoMonth {
  const records = mergeSeconds(stored?.records ?? [], fresh.records);
  return { ...fresh, records: inOrder(records, wording) };
}

/** Only the order of two videos of one second is taken from these words. */
const wording: Wording<VideoRecord> = {
  say: (record) =>
    record.kind === 'missing'
      ? ''
      : JSON.stringify([
          record.action,
          record.contentId,
          record.title,
          record.subtitle,
          record.contentKind,
          record.videoQuality,
          record.priceCents,
          record.contentSeconds,
          record.viewedSeconds,
        ]),
  hear: () => undefined,
};

function write(thing: VideoMonth, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#month`;
  refuseOutsideMonth(thing.month, thing.records, subject);
  const records = inOrder(thing.records, wording);
  const gaps = records.filter((record) => record.kind === 'missing');
  const videos = named(records.filter((record) => record.kind !== 'missing')).map(
    ({ name, use }) => ({ node: `${documentUrl}#${name}`, use }),
  );
  return [
    ...describe(subject, [
      [rdf.type, iri(trb.VideoMonth)],
      [trb.telecomLineId, text(thing.lineId)],
      [trb.month, typed(thing.month, xsd.gYearMonth)],
    ]),
    ...gaps.flatMap(({ at }) => describe(subject, [[trb.missingAt, instant(at)]])),
    ...videos.flatMap(({ node }) => describe(subject, [[trb.videoUse, iri(node)]])),
    ...videos.flatMap(({ node, use }) => describe(node, propertiesOf(use))),
  ];
}

function propertiesOf(use: VideoUse): Parameters<typeof describe>[1] {
  return [
    [rdf.type, iri(trb.VideoUse)],
    [schema.startTime, instant(use.at)],
    [trb.videoAction, iri(videoActions[use.action])],
    [schema.name, text(use.title)],
    [schema.alternateName, text(use.subtitle)],
    [trb.contentKind, text(use.contentKind)],
    [schema.identifier, text(use.contentId)],
    [schema.videoQuality, text(use.videoQuality)],
    [schema.price, money(use.priceCents)],
    [schema.priceCurrency, text(use.priceCents === undefined ? undefined : CURRENCY)],
    [trb.contentDuration, seconds(use.contentSeconds)],
    [trb.viewingDuration, seconds(use.viewedSeconds)],
  ];
}

/** A video keeps its name when others join the month; a second one of its second has a number. */
function named(uses: readonly VideoUse[]): { readonly name: string; readonly use: VideoUse }[] {
  let before = { second: Number.NaN, count: 0 };
  return uses.map((use) => {
    const second = use.at.getTime();
    before = { second, count: before.second === second ? before.count + 1 : 1 };
    const name = `video-${withLocalOffset(use.at).replace(/[:+]/g, '')}`;
    return { name: before.count === 1 ? name : `${name}-${before.count}`, use };
  });
}

const instant = (at: Date): ReturnType<typeof typed> => typed(withLocalOffset(at), xsd.dateTime);

const seconds = (count: number | undefined): ReturnType<typeof typed> =>
  typed(count === undefined ? undefined : `PT${count}S`, xsd.duration);

function read(quads: readonly Quad[], documentUrl: string): VideoMonth {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.VideoMonth, documentUrl);
  const month = node.requiredText(trb.month, MONTH);
  const gaps = node
    .texts(trb.missingAt)
    .map((text) => missing(readInstant(node, trb.missingAt, text)));
  const videos = linkedNodes(nodes, node, trb.videoUse).map(readVideo);
  refuseOutsideMonth(month, [...gaps, ...videos], node.iri);
  return {
    lineId: node.requiredText(trb.telecomLineId, LINE_ID),
    month,
    records: inOrder<VideoRecord>([...gaps, ...videos], wording),
  };
}

function readVideo(node: Node): VideoUse {
  return present({
    at: readInstant(node, schema.startTime, node.requiredText(schema.startTime)),
    kind: 'video' as const,
    action: node.requiredCode<VideoAction>(trb.videoAction, videoActions),
    title: node.requiredText(schema.name),
    subtitle: node.text(schema.alternateName),
    contentKind: node.text(trb.contentKind),
    contentId: node.text(schema.identifier),
    videoQuality: node.text(schema.videoQuality),
    priceCents: centsOf(node.text(schema.price, PRICE)),
    contentSeconds: secondsOf(node.text(trb.contentDuration, DURATION)),
    viewedSeconds: secondsOf(node.text(trb.viewingDuration, DURATION)),
  });
}

function readInstant(node: Node, property: string, text: string): Date {
  if (INSTANT.test(text)) return new Date(text);
  throw new ShapeError(node.iri, property, `is "${text}", not an instant with its offset.`);
}

function centsOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : centsOfText(text);
}

const secondsOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text.slice(2, -1));
