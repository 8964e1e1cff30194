/** Gives up waiting. What is asked of the page answers at once or never: a browser that was killed keeps its promises open. */

export class TooLate extends Error {
  override readonly name = 'TooLate'
}

/** Rejects with TooLate after so many milliseconds; what it waited for goes on, and its end is heard by nobody. */
export function inTime<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TooLate('no answer in time')), milliseconds)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
