import CopyWebpackPlugin from 'copy-webpack-plugin';
import path from 'node:path';
import webpack, { type Configuration } from 'webpack';

const here = path.join(process.cwd(), 'workbench');
const modules = path.join(process.cwd(), 'node_modules');

/** Grafana's fonts, from their npm packages to where @grafana/ui's global styles look for them below /public/. */
const fonts = Object.entries({
  'inter/files/inter-latin-400-normal': 'inter/Inter-Regular',
  'inter/files/inter-latin-500-normal': 'inter/Inter-Medium',
  'inter/files/inter-latin-400-italic': 'inter/Inter-Italic',
  'inter/files/inter-latin-500-italic': 'inter/Inter-MediumItalic',
  'roboto-mono/files/roboto-mono-latin-400-normal':
    'roboto/L0xTDF4xlVMF-BfR8bXMIhJHg45mwgGEFl0_3vrtSM1J-gEPT5Ese6hmHSh0mQ',
}).map(([from, to]) => ({ from: `${modules}/@fontsource/${from}.woff2`, to: `fonts/${to}.woff2` }));

/** Grafana's icons, and those that @grafana/ui's package lacks though its components show them. */
const icons = [`${modules}/@grafana/ui/dist/public/img/icons`, 'page/icons'].map((from) => ({
  from,
  to: 'build/img/icons',
}));

/**
 * The workbench's page. Grafana's packages are bundled once, here, and handed to the plugin when it is loaded, as
 * Grafana does.
 */
const config: Configuration = {
  mode: 'production',
  context: here,
  entry: { workbench: './page/main.tsx' },
  output: {
    path: path.join(here, 'dist'),
    publicPath: '/public/',
    filename: '[name].js',
    chunkFilename: '[name].[contenthash].js',
    assetModuleFilename: 'assets/[name][ext]',
    clean: true,
  },
  cache: {
    type: 'filesystem',
    name: 'workbench',
    buildDependencies: { config: [path.join(here, 'webpack.config.ts')] },
  },
  devtool: 'source-map',
  performance: { hints: false },
  optimization: { minimize: false },
  resolve: { extensions: ['.tsx', '.ts', '.mjs', '.js'] },
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        exclude: /node_modules/,
        use: {
          loader: 'swc-loader',
          options: { jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: true } } },
        },
      },
      // Grafana's ES modules were made for bundlers: they import files of other packages without their endings, and
      // CommonJS packages by their `default` export, both of which Node's own rules for .mjs refuse.
      { test: /\.m?js$/, type: 'javascript/auto', resolve: { fullySpecified: false } },
      // plugin-compat asks for setters that only Grafana's own build of this package has; without them, it takes
      // getDataSourceSrv().
      {
        test: /@grafana[/\\]plugin-compat/,
        resolve: { alias: { '@grafana/runtime/unstable': false } },
        parser: { exportsPresence: false },
      },
      // SceneApp needs a newer router than @grafana/ui has, and isn't used here.
      { test: /@grafana[/\\]scenes[/\\].*[/\\]SceneApp[/\\]/, parser: { exportsPresence: false } },
      { test: /\.css$/, use: ['style-loader', 'css-loader'] },
      { test: /\.(woff2?|ttf|svg|png)$/, type: 'asset/resource' },
    ],
  },
  plugins: [
    new webpack.DefinePlugin({ 'process.env.NODE_ENV': JSON.stringify('production') }),
    new CopyWebpackPlugin({ patterns: [{ from: 'page/index.html' }, ...icons, ...fonts] }),
  ],
};

export default config;
