import { dateTime } from '@grafana/data';
import { WorkbenchTemplateSrv } from './templateSrv';

function withVariables() {
  const srv = new WorkbenchTemplateSrv();
  srv.set({ name: 'host', options: ['web.1', 'web/2', 'db'], current: ['web.1', 'web/2'], multi: true });
  srv.set({ name: 'one', options: ['only'], current: ['only'], multi: true });
  srv.set({ name: 'dc', options: ['gra', 'bhs'], current: ['gra'], multi: false });
  return srv;
}

describe('variables in text', () => {
  it.each([
    ['$dc', 'gra'],
    ['${dc}', 'gra'],
    ['[[dc]]', 'gra'],
    ['a.$dc.b', 'a.gra.b'],
    ['$unknown ${unknown:regex} [[unknown]]', '$unknown ${unknown:regex} [[unknown]]'],
    ['$host', '{web.1,web/2}'],
    ['$one', 'only'],
    ['${host:pipe}', 'web.1|web/2'],
    ['[[host:pipe]]', 'web.1|web/2'],
    ['${host:csv}', 'web.1,web/2'],
    ['${host:regex}', '(web\\.1|web\\/2)'],
    ['${one:regex}', 'only'],
    ['${host:json}', '["web.1","web/2"]'],
    ['${host:doublequote}', '"web.1","web/2"'],
    ['${host:singlequote}', "'web.1','web/2'"],
    ['${host:lucene}', '("web.1" OR "web/2")'],
    ['${host:distributed}', 'web.1,host=web/2'],
    ['${host:queryparam}', 'var-host=web.1&var-host=web%2F2'],
    ['${host:percentencode}', '%7Bweb.1%2Cweb%2F2%7D'],
    ['${host:text}', 'web.1 + web/2'],
    ['${dc:unheard}', 'gra'],
  ])('%s is written %s', (text, written) => {
    expect(withVariables().replace(text)).toBe(written);
  });

  it('takes a scoped variable first, and a field of its value', () => {
    const scoped = { dc: { text: 'x', value: 'scoped' }, row: { text: '', value: { labels: { host: 'h1' } } } };
    expect(withVariables().replace('$dc ${row.labels.host} ${row.missing}', scoped)).toBe('scoped h1 ${row.missing}');
  });

  it('uses the format given when the text names none', () => {
    expect(withVariables().replace('$host ${host:csv}', {}, 'pipe')).toBe('web.1|web/2 web.1,web/2');
  });

  it('hands values and the variable to a format function', () => {
    const format = jest.fn().mockReturnValue('formatted');
    expect(withVariables().replace('$host', {}, format)).toBe('formatted');
    expect(format).toHaveBeenCalledWith(['web.1', 'web/2'], expect.objectContaining({ name: 'host', multi: true }));
  });

  it('reports what it replaced', () => {
    const found: Array<{ variableName: string }> = [];
    withVariables().replace('$dc ${nope:raw}', {}, undefined, found as never);
    expect(found).toEqual([
      { match: '$dc', variableName: 'dc', value: 'gra', found: true },
      { match: '${nope:raw}', variableName: 'nope', format: 'raw', value: '${nope:raw}', found: false },
    ]);
  });

  it('writes the ends of the time range', () => {
    const srv = withVariables();
    const from = dateTime(Date.UTC(2026, 0, 1));
    const to = dateTime(Date.UTC(2026, 0, 2));
    srv.updateTimeRange({ from, to, raw: { from, to } });
    expect(srv.replace('$__from ${__to:date} ${__from:date:seconds} ${__to:date:YYYY-MM}')).toBe(
      '1767225600000 2026-01-02T00:00:00.000Z 1767225600 2026-01'
    );
  });

  it('knows which text holds a variable', () => {
    const srv = withVariables();
    expect(srv.containsTemplate('a ${host:regex}')).toBe(true);
    expect(srv.containsTemplate('a $__interval')).toBe(true);
    expect(srv.containsTemplate('a $unknown')).toBe(false);
    expect(srv.containsTemplate(undefined)).toBe(false);
  });
});
