#!/usr/bin/env node
// tsx compiles the server's TypeScript when it is loaded.
import { require as requireTypeScript } from 'tsx/cjs/api';

requireTypeScript('./main.ts', import.meta.url);
