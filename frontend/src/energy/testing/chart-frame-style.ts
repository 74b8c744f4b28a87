/** The colours and type of charts in tests. */
export const frameStyle = {
  colours: {
    measured: 'teal',
    exceeded: 'orange',
    near: 'gold',
    missing: 'gray',
    limit: 'black',
    text: 'dimgray',
    strong: 'navy',
    line: 'silver',
  },
  font: 'serif',
  isAnimated: false,
  isNarrow: false,
};
