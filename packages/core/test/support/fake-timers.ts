/** Fake timers in each test. @param now what the time is at its start */
export function setUpFakeTimers(now?: number): void {
  beforeEach(() => {
    jest.useFakeTimers(now === undefined ? {} : { now });
  });
  afterEach(() => {
    jest.useRealTimers();
  });
}
