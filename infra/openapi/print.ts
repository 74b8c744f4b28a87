// Prints the platform's OpenAPI document as the gateway serves it.
import { platformDocument } from './document.ts';

console.log(JSON.stringify(await platformDocument(), null, 2));
