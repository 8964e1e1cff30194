/**
 * A test that prints a warning or an error has found something, or hides it: it fails. A test that means to see one
 * calls `takePrinted()`, which returns what was printed so far and forgets it.
 */
import { afterEach, beforeEach, expect } from 'vitest'
import { takePrinted, watchConsole } from './support/printed.ts'

beforeEach(watchConsole)

afterEach(() => {
  expect(takePrinted(), 'printed to console.error or console.warn').toEqual([])
})
