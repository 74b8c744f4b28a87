import { problemResponse } from '@energy/http';

/** What any query may be answered. */
export const queryProblems = {
  400: problemResponse('The request is not valid: `errors` says what is wrong and where.'),
  500: problemResponse('Something went wrong on our side.'),
  503: problemResponse(
    'The data can’t be reached, or has not come to the `Energy-Position` asked for; ask again after ' +
      '`Retry-After`.',
  ),
};
