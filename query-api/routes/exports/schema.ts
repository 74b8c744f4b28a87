import { EXPORT_FORMATS } from '@energy/exports';
import { notModified, problemResponse } from '@energy/http';
import { Type } from 'typebox';
import { queryProblems } from '../problems.ts';

/** The body of an export in any format. */
const content = Object.fromEntries(
  Object.values(EXPORT_FORMATS).map(({ mediaType, example }) => [
    mediaType.split(';')[0],
    { schema: Type.String({ description: 'The export.', examples: [example] }) },
  ]),
);

/** What routes of exports answer. */
export const exportResponses = {
  200: {
    description:
      'The rows, as they are at the moment of sending. `ETag` names the state of the data; with it as `If-Range`, a ' +
      'download that broke off continues by `Range`.',
    content,
  },
  206: {
    description:
      'The requested part of the bytes. It breaks off if the data changes while it is sent.',
    content,
  },
  304: notModified,
  ...queryProblems,
  412: problemResponse('The data is in another state than `If-Match` names.'),
  416: problemResponse('The export ends before the requested `Range`.'),
  504: problemResponse('The export did not begin, or paused, for 5 minutes.'),
};
