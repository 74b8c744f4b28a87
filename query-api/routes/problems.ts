import { problemResponse } from '@energy/http';

/** The problems that any query may answer with. */
export const queryProblems = {
  400: problemResponse('The request is invalid: `errors` lists the faults.'),
  500: problemResponse('Internal error.'),
  503: problemResponse(
    'The data is unavailable, or behind the requested `Energy-Position`; try again after `Retry-After`.',
  ),
};
