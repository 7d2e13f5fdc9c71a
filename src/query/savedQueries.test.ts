import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

import { cleanQuery } from './importQueries';
import { type OpenTsdbQuery } from './model';
import { formatQuery } from './text/format';
import { parseQuery } from './text/parse';
import { type Parts, partsOf } from './text/parts';

/** Queries as editors have saved them, and what each means: read by the backend's tests too. */
const FOLDER = join(__dirname, '../../testdata/queries');

interface SavedQuery {
  why: string;
  saved: OpenTsdbQuery;
  means: Parts;
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const cases = files.map((file): [string, SavedQuery] => [file, JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))]);

describe.each(cases)('%s', (_, { saved, means }) => {
  it('has the documented meaning', () => {
    expect(withoutUndefined(partsOf(saved))).toEqual(means);
  });

  it('means the same after its data source is switched, and as text', () => {
    expect(withoutUndefined(partsOf(cleanQuery(saved)))).toEqual(means);
    expect(withoutUndefined(partsOf(parseQuery({ refId: 'A' }, formatQuery(saved))))).toEqual(means);
  });
});

function withoutUndefined(parts: Parts): unknown {
  return JSON.parse(JSON.stringify(parts));
}
