// Makes what is generated from the contract anew: a part of npm run generate.
import { generate } from './contract.ts';

await generate(import.meta.dirname);
