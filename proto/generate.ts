// Regenerates the code and descriptors of the contract, as a part of `npm run generate`.
import { generate } from './contract.ts';

await generate(import.meta.dirname);
