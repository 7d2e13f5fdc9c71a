/** A release of OpenTSDB that the demo server can emulate. */
export type Version = '2.2.1' | '2.3.2' | '2.4.1';

export const VERSIONS: Version[] = ['2.2.1', '2.3.2', '2.4.1'];
export const NEWEST: Version = '2.4.1';

/** What a release supports, and its messages for what it doesn't, as recorded from it. */
export interface Abilities {
  version: Version;
  /** When the release was built, in seconds, as `/api/version` says it. */
  built: string;
  /** The aggregators of later releases. */
  lacksAggregators: string[];
  /** Buckets of the calendar (`1dc`, `useCalendar`), and one of the whole range (`0all`). */
  calendar: boolean;
  wholeRange: boolean;
  unknownFill(policy: string): string;
  /** Otherwise `explicitTags` is ignored. */
  explicitTags: boolean;
  /** Otherwise `percentiles` is ignored. */
  percentiles: boolean;
  /** Whether equal sub-queries have one result. */
  oneOfEqualQueries: boolean;
  /** Whether a query without `queries` breaks the server, or is refused. */
  breaksWithoutQueries: boolean;
  /** Whether global annotations end with the range, or with the hour that it ends in. */
  cutsGlobalAnnotations: boolean;
  /** Whether floats are stored in single precision, with seven digits. */
  singlePrecision: boolean;
}

const FROM_2_3 = ['none', 'first', 'last', 'mult'];
const FROM_2_4 = ['pfsum', 'diff', 'median', 'squareSum'];

const V2_4: Abilities = {
  version: '2.4.1',
  built: '1630622094',
  lacksAggregators: [],
  calendar: true,
  wholeRange: true,
  unknownFill: (policy) => `Unrecognized fill policy: ${policy}`,
  explicitTags: true,
  percentiles: true,
  oneOfEqualQueries: true,
  breaksWithoutQueries: true,
  cutsGlobalAnnotations: true,
  singlePrecision: false,
};

const V2_3: Abilities = {
  ...V2_4,
  version: '2.3.2',
  built: '1545003412',
  lacksAggregators: FROM_2_4,
  percentiles: false,
  oneOfEqualQueries: false,
  breaksWithoutQueries: false,
  singlePrecision: true,
};

const V2_2: Abilities = {
  ...V2_3,
  version: '2.2.1',
  built: '1476138812',
  lacksAggregators: [...FROM_2_3, ...FROM_2_4],
  calendar: false,
  wholeRange: false,
  unknownFill: (policy) => `No such fill policy: '${policy}': must be one of: none zero nan null`,
  explicitTags: false,
  cutsGlobalAnnotations: false,
};

export const ABILITIES: Record<Version, Abilities> = { '2.2.1': V2_2, '2.3.2': V2_3, '2.4.1': V2_4 };
