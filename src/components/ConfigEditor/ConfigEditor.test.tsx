import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useEffect, useState } from 'react';

import { violationsIn } from '../../test/accessibility';
import { layOut } from '../../test/layout';
import { ConfigEditor } from './ConfigEditor';
import { type Settings } from './types';

layOut();

const NEW: Settings = {
  id: 1,
  uid: 'metrics',
  orgId: 1,
  name: 'Metrics',
  type: 'ovh-opentsdb-datasource',
  typeName: 'OVH Metrics (OpenTSDB)',
  typeLogoUrl: '',
  access: 'proxy',
  url: '',
  user: '',
  database: '',
  basicAuth: false,
  basicAuthUser: '',
  isDefault: false,
  readOnly: false,
  withCredentials: false,
  jsonData: {},
  secureJsonFields: {},
  secureJsonData: {},
};

/** Opens the page on stored settings, keeping changes as Grafana does; the returned function reads what is kept. */
function open(stored: Partial<Settings> = {}): () => Settings {
  let settings: Settings = { ...NEW, ...stored };
  const Page = () => {
    const [options, setOptions] = useState(settings);
    useEffect(() => {
      settings = options;
    });
    return <ConfigEditor options={options} onOptionsChange={(changed) => setOptions(changed as Settings)} />;
  };
  render(<Page />);
  return () => settings;
}

describe('where the server is', () => {
  it('is a region picked from a list, and the resulting URL is shown', async () => {
    const settings = open();
    await userEvent.click(screen.getByRole('combobox', { name: /Region/ }));
    await userEvent.click(await screen.findByRole('option', { name: 'gra1' }));
    expect(settings().jsonData.region).toBe('gra1');
    expect(screen.getByText('Queries go to https://opentsdb.gra1.metrics.ovh.net')).toBeInTheDocument();
  });

  it('may be a region typed by hand', async () => {
    const settings = open();
    await userEvent.type(screen.getByRole('combobox', { name: /Region/ }), 'sbg5{Enter}');
    expect(settings().jsonData.region).toBe('sbg5');
    expect(screen.getByText(/opentsdb\.sbg5\.metrics/)).toBeInTheDocument();
  });

  it('has an error message when it is not the name of a region', async () => {
    open();
    await userEvent.type(screen.getByRole('combobox', { name: /Region/ }), 'GRA 1{Enter}');
    expect(screen.getByText(/"GRA 1" is not a region name/)).toBeInTheDocument();
    expect(screen.queryByText(/Queries go to/)).not.toBeInTheDocument();
  });

  it('is only a custom URL, once one is selected', async () => {
    const settings = open({ jsonData: { region: 'gra1', timeInterval: '10s' } });
    await userEvent.click(screen.getByRole('radio', { name: 'Custom URL' }));
    await userEvent.type(screen.getByRole('textbox', { name: /^URL/ }), 'http://tsdb:4242/api');
    expect(settings().url).toBe('http://tsdb:4242/api');
    expect(settings().jsonData).toEqual({ timeInterval: '10s' });
  });

  it('keeps the typed region and URL while the other one is selected', async () => {
    const settings = open({ jsonData: { region: 'gra1' } });
    await userEvent.click(screen.getByRole('radio', { name: 'Custom URL' }));
    await userEvent.type(screen.getByRole('textbox', { name: /^URL/ }), 'http://tsdb:4242');
    await userEvent.click(screen.getByRole('radio', { name: 'OVH Metrics region' }));
    expect(settings()).toMatchObject({ url: '', jsonData: { region: 'gra1' } });
    expect(screen.getByRole('combobox', { name: /Region/ })).toHaveValue('gra1');
    await userEvent.click(screen.getByRole('radio', { name: 'Custom URL' }));
    expect(screen.getByRole('textbox', { name: /^URL/ })).toHaveValue('http://tsdb:4242');
    expect(settings().url).toBe('http://tsdb:4242');
    expect(settings().jsonData.region).toBeUndefined();
  });

  it.each([
    ['tsdb:4242', /Enter a URL that begins with http/],
    ['http://', /Enter a URL that begins with http/],
    ['https://user:secret@tsdb', /Remove the user or token from the URL/],
    ['http://tsdb:4242?x=1', /Remove everything from/],
  ])('is told what is wrong with the URL %s, once', async (url, problem) => {
    open({ url });
    const field = screen.getByRole('textbox', { name: /^URL/ });
    expect(screen.getByText(problem)).toBeInTheDocument();
    // The browser's own check would add other words.
    expect((field as HTMLInputElement).validity.valid).toBe(true);
  });

  it('may have a path prefix', () => {
    open({ url: 'https://tsdb.example.org/opentsdb/' });
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('of a custom URL has a server type', async () => {
    const settings = open({ url: 'http://tsdb:4242' });
    const dialect = screen.getByRole('combobox', { name: /Server type/ });
    expect(dialect).toHaveValue('OpenTSDB');
    await userEvent.click(dialect);
    await userEvent.click(await screen.findByRole('option', { name: /OVH Metrics/ }));
    expect(settings().jsonData.dialect).toBe('ovh');
  });

  it('is said to be provisioned when the region is a secret', async () => {
    const settings = open({ secureJsonFields: { region: true, token: true } });
    expect(screen.getByText('The region is set by provisioning')).toBeInTheDocument();
    await userEvent.click(screen.getAllByRole('button', { name: 'Reset' })[0]);
    expect(settings().secureJsonFields).toEqual({ region: false, token: true });
    expect(screen.getByRole('combobox', { name: /Region/ })).toBeInTheDocument();
  });
});

/** The authentication method that the form shows. */
const method = () => screen.getByLabelText('Authentication method').closest('form, div')!.parentElement!.textContent;

async function chooseMethod(name: RegExp) {
  await userEvent.click(screen.getByLabelText('Authentication method'));
  await userEvent.click(await screen.findByText(name));
}

describe('authentication', () => {
  it('is the READ token in a new data source, which is stored without changing other secrets', async () => {
    const settings = open({ secureJsonFields: { tlsCACert: true }, secureJsonData: { region: 'x' } });
    const token = screen.getByLabelText(/READ token/);
    expect(token).toHaveAttribute('type', 'password');
    await userEvent.type(token, 'abc');
    expect(settings().secureJsonData).toEqual({ region: 'x', token: 'abc' });
    expect(settings().secureJsonFields.tlsCACert).toBe(true);
  });

  it.each<[string, Partial<Settings>, string]>([
    ['a stored token', { url: 'http://tsdb', secureJsonFields: { token: true } }, 'READ token'],
    ['a token beside a user', { basicAuth: true, secureJsonFields: { token: true } }, 'READ token'],
    ['a user', { url: 'http://tsdb', basicAuth: true }, 'Basic authentication'],
    ['a URL alone', { url: 'http://tsdb' }, 'No authentication'],
    ['a region alone', { jsonData: { region: 'gra1' } }, 'READ token'],
  ])('of %s is shown as what it is', (_, stored, name) => {
    open(stored);
    expect(method()).toContain(name);
  });

  it('shows no stored token, which can be reset', async () => {
    const settings = open({ secureJsonFields: { token: true, tlsCACert: true } });
    expect(screen.getByLabelText(/READ token/)).toHaveValue('configured');
    await userEvent.click(screen.getByRole('button', { name: 'Reset' }));
    expect(settings().secureJsonFields).toEqual({ token: false, tlsCACert: true });
    expect(screen.getByLabelText(/READ token/)).toHaveValue('');
  });

  it('stores one credential: another method deletes the stored token, unless the token is selected again before saving', async () => {
    const settings = open({ secureJsonFields: { token: true } });
    await chooseMethod(/^Basic authentication$/);
    expect(settings()).toMatchObject({
      basicAuth: true,
      secureJsonData: { token: '' },
      secureJsonFields: { token: false },
    });
    await chooseMethod(/^READ token$/);
    expect(settings()).toMatchObject({ basicAuth: false, secureJsonFields: { token: true } });
    expect(settings().secureJsonData).toEqual({});
    expect(screen.getByLabelText(/READ token/)).toHaveValue('configured');
  });

  it('keeps a typed token while another method is selected', async () => {
    const settings = open();
    await userEvent.type(screen.getByLabelText(/READ token/), 'abc');
    await chooseMethod(/^No authentication$/);
    expect(settings().secureJsonData).toEqual({ token: '' });
    expect(screen.getByText(/OVH Metrics needs authentication/)).toBeInTheDocument();
    await chooseMethod(/^READ token$/);
    expect(settings().secureJsonData).toEqual({ token: 'abc' });
  });

  it('sends the token as a password unless a header is chosen', async () => {
    const settings = open();
    const transport = screen.getByRole('combobox', { name: /Send the token as/ });
    expect(transport).toHaveValue('Password');
    await userEvent.click(transport);
    await userEvent.click(await screen.findByRole('option', { name: /Header/ }));
    expect(settings().jsonData.tokenTransport).toBe('header');
  });

  it('may have a user for a proxy beside a token in a header', async () => {
    const settings = open({ jsonData: { tokenTransport: 'header' }, secureJsonFields: { token: true } });
    await userEvent.click(screen.getByRole('switch', { name: /Basic authentication beside the token/ }));
    await userEvent.type(screen.getByLabelText('User'), 'grafana');
    await userEvent.type(screen.getByLabelText('Password'), 'secret');
    expect(settings()).toMatchObject({
      basicAuth: true,
      basicAuthUser: 'grafana',
      secureJsonData: { basicAuthPassword: 'secret' },
      secureJsonFields: { token: true },
    });
  });
});

describe('additional settings', () => {
  const openAll = () => userEvent.click(screen.getByRole('button', { name: 'Expand section Additional settings' }));

  it('hold the interval, the limits and the size of the cache', async () => {
    const settings = open({ jsonData: { region: 'gra1', lookupLimit: '500' } });
    await openAll();
    expect(screen.getByRole('textbox', { name: /Lookup limit/ })).toHaveValue('500');
    await userEvent.type(screen.getByRole('textbox', { name: /Min interval/ }), '10s');
    await userEvent.type(screen.getByRole('textbox', { name: /Max response size/ }), '64');
    await userEvent.type(screen.getByRole('textbox', { name: /Max series/ }), '2000');
    await userEvent.type(screen.getByRole('textbox', { name: /Response cache/ }), '0');
    await userEvent.clear(screen.getByRole('textbox', { name: /Lookup limit/ }));
    expect(settings().jsonData).toEqual({
      region: 'gra1',
      timeInterval: '10s',
      maxResponseMB: 64,
      maxSeries: 2000,
      responseCacheMB: 0,
    });
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('show the defaults where nothing is set', async () => {
    open();
    await openAll();
    expect(screen.getByRole('textbox', { name: /Response cache/ })).toHaveAttribute('placeholder', '64');
  });

  it.each([
    ['-1.5', /Max series/, 'Enter a whole number from 1 to 1000000'],
    ['0', /Max series/, 'Enter a whole number from 1 to 1000000'],
    ['many', /Lookup limit/, 'Enter a whole number from 1 to 100000'],
    ['5000', /Max response size/, 'Enter a whole number from 1 to 4096'],
    ['-1', /Response cache/, 'Enter a whole number from 0 to 4096'],
    ['often', /Min interval/, 'Enter a number and a unit, such as 10s or 1m'],
  ])('say at the field what is wrong with %s in %s', async (text, name, problem) => {
    open();
    await openAll();
    const field = screen.getByRole('textbox', { name });
    await userEvent.type(field, text);
    expect(screen.getByRole('alert')).toHaveTextContent(problem);
    expect(field).toBeInvalid();
    expect(field).toHaveValue(text);
    await userEvent.clear(field);
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });
});

it("has Grafana's own authentication and TLS settings", () => {
  open();
  expect(screen.getByRole('heading', { name: 'Authentication' })).toBeInTheDocument();
  expect(screen.getByText('TLS Client Authentication')).toBeInTheDocument();
});

it.each([
  ['a region', { jsonData: { region: 'gra1' } }],
  ['a custom URL', { url: 'http://tsdb:4242', secureJsonFields: { token: true } }],
])('is accessible with %s', async (_, stored: Partial<Settings>) => {
  open(stored);
  await userEvent.click(screen.getByRole('button', { name: 'Expand section Additional settings' }));
  await expect(violationsIn(document.body)).resolves.toEqual([]);
});

it('changes nothing of a data source that is provisioned', async () => {
  const stored = { readOnly: true, secureJsonFields: { token: true, region: true } };
  const settings = open(stored);
  for (const reset of screen.getAllByRole('button', { name: 'Reset' })) {
    await userEvent.click(reset);
  }
  expect(settings()).toMatchObject(stored);
  expect(settings().secureJsonData).toEqual({});
});
