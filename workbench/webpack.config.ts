import CopyWebpackPlugin from 'copy-webpack-plugin';
import path from 'node:path';
import webpack, { type Configuration } from 'webpack';

const here = path.join(process.cwd(), 'workbench');

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
    publicPath: '/workbench/',
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
      // Grafana's ES modules import files of other packages without their endings.
      { test: /\.m?js$/, resolve: { fullySpecified: false } },
      { test: /\.css$/, use: ['style-loader', 'css-loader'] },
      { test: /\.(woff2?|ttf|svg|png)$/, type: 'asset/resource' },
    ],
  },
  plugins: [
    new webpack.DefinePlugin({ 'process.env.NODE_ENV': JSON.stringify('production') }),
    new CopyWebpackPlugin({ patterns: [{ from: 'page/index.html' }] }),
  ],
};

export default config;
