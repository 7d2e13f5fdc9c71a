#!/usr/bin/env node
// The server is written in TypeScript, which tsx compiles as it is loaded.
import { require as requireTypeScript } from 'tsx/cjs/api';

requireTypeScript('./main.ts', import.meta.url);
