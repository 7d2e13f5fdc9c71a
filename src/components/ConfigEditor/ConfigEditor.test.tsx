import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useEffect, useState } from 'react';

import { violationsIn } from '../../test/accessibility';
import { layOut } from '../../test/layout';
import { ConfigEditor, type Settings } from './ConfigEditor';

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

  it('is refused in words when it is no name of a region', async () => {
    open();
    await userEvent.type(screen.getByRole('combobox', { name: /Region/ }), 'GRA 1{Enter}');
    expect(screen.getByText('"GRA 1" is not a region name: it looks like gra1 or bhs1')).toBeInTheDocument();
    expect(screen.queryByText(/Queries go to/)).not.toBeInTheDocument();
  });

  it('may be a custom URL, which clears the region', async () => {
    const settings = open({ jsonData: { region: 'gra1', timeInterval: '10s' } });
    await userEvent.click(screen.getByRole('radio', { name: 'Custom URL' }));
    await userEvent.type(screen.getByRole('textbox', { name: /^URL/ }), 'http://tsdb:4242/api');
    expect(settings().url).toBe('http://tsdb:4242/api');
    expect(settings().jsonData.region).toBeUndefined();
    expect(settings().jsonData.timeInterval).toBe('10s');
  });

  it('becomes a region again, which clears the URL', async () => {
    const settings = open({ url: 'http://tsdb:4242' });
    expect(screen.getByRole('radio', { name: 'Custom URL' })).toBeChecked();
    await userEvent.click(screen.getByRole('radio', { name: 'OVH Metrics region' }));
    expect(settings().url).toBe('');
  });

  it('flags text that is no URL', async () => {
    open({ url: 'tsdb:4242' });
    expect(screen.getByText(/This is not a URL/)).toBeInTheDocument();
  });

  it('of a custom URL says which kind of server it is', async () => {
    const settings = open({ url: 'http://tsdb:4242' });
    const dialect = screen.getByRole('combobox', { name: /Kind of server/ });
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

describe('the token', () => {
  it('is typed as a secret and leaves other secrets alone', async () => {
    const settings = open({ secureJsonFields: { tlsCACert: true }, secureJsonData: { region: 'x' } });
    const token = screen.getByLabelText(/READ token/);
    expect(token).toHaveAttribute('type', 'password');
    await userEvent.type(token, 'abc');
    expect(settings().secureJsonData).toEqual({ region: 'x', token: 'abc' });
    expect(settings().secureJsonFields.tlsCACert).toBe(true);
  });

  it('that is stored is never shown, and can be reset', async () => {
    const settings = open({ secureJsonFields: { token: true, tlsCACert: true } });
    expect(screen.getByLabelText(/READ token/)).toHaveValue('configured');
    await userEvent.click(screen.getByRole('button', { name: 'Reset' }));
    expect(settings().secureJsonFields).toEqual({ token: false, tlsCACert: true });
    expect(screen.getByLabelText(/READ token/)).toHaveValue('');
  });

  it('travels as a password unless a header is chosen', async () => {
    const settings = open();
    const transport = screen.getByRole('combobox', { name: /Send the token as/ });
    expect(transport).toHaveValue('Password');
    await userEvent.click(transport);
    await userEvent.click(await screen.findByRole('option', { name: /Header/ }));
    expect(settings().jsonData.tokenTransport).toBe('header');
  });
});

describe('additional settings', () => {
  it('hold the least interval and the limits', async () => {
    const settings = open({ jsonData: { region: 'gra1', lookupLimit: '500' } });
    await userEvent.click(screen.getByRole('button', { name: 'Expand section Additional settings' }));
    expect(screen.getByRole('spinbutton', { name: /Most suggestions/ })).toHaveValue(500);
    await userEvent.type(screen.getByRole('textbox', { name: /Least interval/ }), '10s');
    await userEvent.type(screen.getByRole('spinbutton', { name: /Largest answer/ }), '64');
    await userEvent.type(screen.getByRole('spinbutton', { name: /Most series/ }), '2000');
    await userEvent.clear(screen.getByRole('spinbutton', { name: /Most suggestions/ }));
    expect(settings().jsonData).toEqual({ region: 'gra1', timeInterval: '10s', maxResponseMB: 64, maxSeries: 2000 });
  });

  it('flag an interval that is none', async () => {
    open({ jsonData: { timeInterval: 'often' } });
    await userEvent.click(screen.getByRole('button', { name: 'Expand section Additional settings' }));
    expect(screen.getByText(/This is not an interval/)).toBeInTheDocument();
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
