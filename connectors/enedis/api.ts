import type { Field } from '../kit/partner/field.ts';
import type { Asked, CurvePoint, DailyEnergy } from './payload.ts';
import type { MeterAddress, PointContract, PointQuestion } from './payload-customer.ts';

/** One question of Enedis's and what its answer must look like. */
export interface Exchange<Question, Answer> {
  request(question: Question): EnedisRequest;
  /** Throws PARTNER_ANSWER_INVALID, naming the path of what is wrong. */
  parse(answer: Field, question: Question): Answer;
}

export interface EnedisRequest {
  /** Limits count per API. */
  readonly api: string;
  /** The number of the delivery point is in path or query because the partner's contract wants it there; it reaches no log of ours. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** What both generations of Data Connect can be asked; the answers have one form. */
export interface EnedisApi {
  readonly authorizePath: string;
  readonly loadCurve: Exchange<Asked, readonly CurvePoint[]>;
  readonly dailyEnergy: Exchange<Asked, readonly DailyEnergy[]>;
  readonly contracts: Exchange<PointQuestion, readonly PointContract[]>;
  readonly address: Exchange<PointQuestion, MeterAddress>;
  readonly offPeakHours: Exchange<PointQuestion, string | undefined>;
}
